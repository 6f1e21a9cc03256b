/** What a server of Prometheus keeps beside its blocks: segments of the log and chunks, as promtool writes them. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../../src/hash/crc.ts';
import { prometheus } from '../../src/voucher/prometheus/prometheus.ts';
import { isFinding, restorable, told } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { endures, layoutOf, standing, treeOf } from '../voucher/store-tree.ts';

const scratch = makeScratch();
const head = layoutOf(prometheus, 1);
const SERIES = Array.from({ length: 40 }, (_, i) =>
  JSON.stringify({ __name__: `m${i % 8}`, host: `h${i}` }),
).join('\n');

async function errors(root: string): Promise<readonly [number | null, ...string[]]> {
  const { code, events } = await told(['scan', root]);
  const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return [code, ...found.map((each) => `${each.code} ${each.severity} ${each.path}`)];
}

describe.skipIf(!needs('promtool'))('the head of Prometheus', () => {
  const folder = treeOf('promtool tsdb bench write --out=bench --metrics=40 --scrapes=600 series', {
    series: `${SERIES}\n`,
  });
  const data = join(folder, 'bench/storage');

  /** A copy whose log goes on in more segments, as it does after each start. */
  function tree(change: (root: string) => void = () => {}): string {
    const root = join(mkdtempSync(join(scratch, 'prometheus-')), 'data');
    cpSync(data, root, { recursive: true });
    for (const number of ['00000001', '00000002'])
      cpSync(join(root, 'wal/00000000'), join(root, 'wal', number));
    cpSync(join(root, 'chunks_head/000001'), join(root, 'chunks_head/000002'));
    mkdirSync(join(root, 'wal/checkpoint.00000000'));
    cpSync(join(root, 'wal/00000000'), join(root, 'wal/checkpoint.00000000/00000000'));
    change(root);
    return root;
  }

  const patch = (path: string, at: number, bytes: Uint8Array) => (root: string) => {
    const copy = readFileSync(join(root, path));
    copy.set(bytes, at);
    writeFileSync(join(root, path), copy);
  };

  it('is proven by every CRC, as a server leaves it', async () => {
    expect(await errors(data)).toEqual([0]);
    expect(await errors(tree())).toEqual([0]);
    const { stdout } = await restorable(['scan', '-v', tree()]);
    expect(stdout).toContain('6 of 6 files are proven by an internal checksum');
  });

  it.each([
    ['wal/00000000', 'broken-structure'],
    ['wal/checkpoint.00000000/00000000', 'broken-structure'],
    ['chunks_head/000001', 'broken-structure'],
    ['chunks_head/000002', 'broken-structure'],
  ])('is broken by any turned bit in its records: %s', async (path, code) => {
    for (const at of [12, 5000, 33_000, 60_000]) {
      const byte = readFileSync(join(tree(), path)).readUInt8(at);
      expect(await errors(tree(patch(path, at, Buffer.of(byte ^ 0x10))))).toEqual([
        1,
        `${code} error ${path}`,
      ]);
    }
  });

  it('is broken by pages of zeros among others', async () => {
    const zeros = Buffer.alloc(65_536);
    expect(await errors(tree(patch('wal/00000001', 32_768, zeros)))).toEqual([
      1,
      'broken-structure error wal/00000001',
    ]);
  });

  it.each([
    ['wal/00000000', 'truncated-content error'],
    ['wal/00000002', 'truncated-content warning'],
    ['chunks_head/000001', 'truncated-content error'],
    ['chunks_head/000002', 'truncated-content warning'],
  ])('is cut where only the last file may be torn: %s', async (path, found) => {
    const cut = tree((root) => truncateSync(join(root, path), 60_003));
    expect(await errors(cut)).toEqual([1, `${found} ${path}`]);
  });

  it.each(['wal/00000001', 'chunks_head/000001'])('lacks a file of a sequence: %s', async (path) => {
    const gap = tree((root) => {
      cpSync(join(root, 'chunks_head/000001'), join(root, 'chunks_head/000000'));
      rmSync(join(root, path));
    });
    expect(await errors(gap)).toEqual([1, `missing error ${path}`]);
  });

  it('gives the same verdict for any chunks', () => {
    for (const path of ['wal/00000000', 'chunks_head/000001'])
      endures(head, path, readFileSync(join(data, path)).subarray(0, 100_000), 30);
  });

  it('is refused by promtool where a segment is lost', () => {
    const control = (root: string): string =>
      spawnSync('promtool', ['tsdb', 'dump', root], { encoding: 'utf8' }).stderr;
    expect(control(tree((root) => rmSync(join(root, 'wal/00000001'))))).toContain('not sequential');
    expect(control(tree())).not.toContain('not sequential');
  });
});

describe('tombstones of a block', () => {
  const body = Buffer.of(5, 0, 20, 9, 0, 7);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32c(body));
  const bytes = Buffer.concat([Buffer.from('0130ba3001', 'hex'), body, sum]);

  it('hold by their CRC-32C', () => {
    expect(standing(prometheus, 'tombstones', bytes)).toEqual({ is: 'proven' });
    for (let at = 0; at < bytes.length; at++) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 0x40, at);
      if (at === 4) continue;
      expect(standing(prometheus, 'tombstones', copy).is).toBe('broken');
    }
    expect(standing(prometheus, 'tombstones', bytes.subarray(0, 6)).is).toBe('cut');
    expect(standing(prometheus, 'tombstones', Buffer.alloc(bytes.length)).is).toBe('broken');
  });
});
