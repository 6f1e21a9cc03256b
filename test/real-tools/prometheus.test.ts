/** Blocks that promtool makes, and what it says of damaged ones. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prometheus } from '../../src/voucher/prometheus/prometheus.ts';
import { needs } from '../help/tools.ts';
import { census, endures, fileIn, standing, treeOf } from '../voucher/store-tree.ts';

function metrics(): string {
  const lines: string[] = [];
  for (let metric = 0; metric < 8; metric++) {
    lines.push(`# TYPE m${metric} gauge`);
    for (let host = 0; host < 20; host++)
      for (let at = 0; at < 1200; at += 30)
        lines.push(
          `m${metric}{host="h${host}",job="node"} ${(metric * host + at) % 97} ${1_700_000_000 + at}`,
        );
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

describe.skipIf(!needs('promtool'))('a block of Prometheus', () => {
  const folder = treeOf('promtool tsdb create-blocks-from openmetrics metrics data', { metrics: metrics() });
  const [name = ''] = readdirSync(join(folder, 'data'));
  const top = join(folder, 'data', name);

  const judged = (path: string, bytes: Buffer): ReturnType<typeof standing> => {
    const file = {
      ...fileIn(top, bytes.length),
      read: (_: string, length = Infinity, from = 0) => bytes.subarray(from, from + length),
    };
    return standing(prometheus, path, bytes, [10_000], file);
  };

  it('is known by its layout', () => {
    expect(census(prometheus, top)).toMatchObject({ proven: 2, file: 1 });
  });

  it.each(['index', 'chunks/000001'])('is proven by every CRC: %s', (path) => {
    const bytes = readFileSync(join(top, path));
    expect(judged(path, bytes)).toEqual({ is: 'proven' });
    let seen = 0;
    for (let at = 8; at < bytes.length; at += 61) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at);
      // The zeros between parts of an index belong to none.
      if (bytes[at] === 0) continue;
      seen += 1;
      expect({ at, is: judged(path, copy).is }).toEqual({
        at,
        is: expect.stringMatching(/^(?:broken|cut)$/),
      });
    }
    expect(seen).toBeGreaterThan(50);
    for (const missing of [1, 60, 1000])
      expect(['broken', 'cut']).toContain(judged(path, bytes.subarray(0, -missing)).is);
    expect(['broken', 'cut']).toContain(judged(path, Buffer.alloc(bytes.length)).is);
    expect(judged(path, Buffer.alloc(0)).is).toBe('cut');
    endures(prometheus, path, bytes, 40);
  });

  it('is refused by promtool where its index is broken here', () => {
    const bytes = readFileSync(join(top, 'index'));
    const control = (change: (copy: Buffer) => void): number | null => {
      const copy = Buffer.from(bytes);
      change(copy);
      cpSync(join(folder, 'data'), join(folder, 'copy'), { recursive: true });
      writeFileSync(join(folder, 'copy', name, 'index'), copy);
      return spawnSync('promtool', ['tsdb', 'analyze', join(folder, 'copy'), name]).status;
    };
    expect(control(() => {})).toBe(0);
    expect(control((copy) => copy.writeUInt8(copy.readUInt8(12) ^ 1, 12))).not.toBe(0);
  });
});
