/** Tables and logs of LevelDB and RocksDB as their libraries write them, with what those say of the same damage. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { scan } from '../../dist/index.js';
import type { RunEvent } from '../../src/model/event.ts';
import { levelDb } from '../../src/voucher/leveldb/leveldb.ts';
import { gather } from '../help/arbitrary.ts';
import { isFinding, nameFinding } from '../help/program.ts';
import { needs, takes } from '../help/tools.ts';
import { fileIn, filesIn, standing, treeOf } from '../voucher/store-tree.ts';

vi.setConfig({ testTimeout: 120_000 });

const TABLE = /^\d+\.(?:ldb|sst)$/;

function tablesIn(top: string): string[] {
  return filesIn(top).filter((path) => TABLE.test(path));
}

/** How a table is judged with other bytes, which its index is read from as well. */
function judged(top: string, path: string, bytes: Buffer): ReturnType<typeof standing> {
  const file = {
    ...fileIn(top, bytes.length),
    read: (_: string, length = Infinity, from = 0) => bytes.subarray(from, from + length),
  };
  return standing(levelDb, path, bytes, [50_000], file);
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 4, at);
  return copy;
}

/** The places of about `count` bytes of a table, without the padding of its footer. */
function placesIn(bytes: Buffer, count: number): number[] {
  const end = bytes.length - 53;
  return Array.from({ length: count }, (_, i) => Math.floor((i * (end - 1)) / (count - 1)));
}

async function findingsOf(top: string): Promise<string[]> {
  const events: RunEvent[] = await gather(scan(top));
  return events.filter(isFinding).map((finding) => `${finding.severity} ${nameFinding(finding)}`);
}

describe.skipIf(!takes('env', '/usr/bin/python3', '-c', 'import plyvel'))('LevelDB', () => {
  const script = `/usr/bin/python3 -c "
import plyvel, hashlib
for name, options in dict(snappy={}, plain=dict(compression=None), bloom=dict(bloom_filter_bits=10), small=dict(block_size=1024)).items():
    db = plyvel.DB(name, create_if_missing=True, write_buffer_size=262144, **options)
    for i in range(9000): db.put(b'k%08d' % i, hashlib.sha512(b'%d' % i).digest() * (300 if i == 77 else 1))
    db.compact_range()
    for i in range(900): db.put(b'z%08d' % i, hashlib.sha512(b'%d' % i).digest())
    db.close()"`;
  const folder = treeOf(script);

  /** Reads all with every check on, and says how many keys there are, or why not. */
  function read(top: string): string {
    const { stdout, stderr } = spawnSync('/usr/bin/python3', [
      '-c',
      'import plyvel, sys\nprint(sum(1 for _ in plyvel.DB(sys.argv[1], paranoid_checks=True).iterator(verify_checksums=True)))',
      top,
    ]);
    return stdout.toString().trim() || (stderr.toString().trim().split('\n').at(-1) ?? '');
  }

  it.each(['snappy', 'plain', 'bloom', 'small'])('has tables whose blocks match their CRC: %s', (name) => {
    const top = join(folder, name);
    const tables = tablesIn(top);
    expect(tables.length).toBeGreaterThan(1);
    for (const path of tables) {
      const bytes = readFileSync(join(top, path));
      expect(judged(top, path, bytes)).toEqual({ is: 'proven' });
      for (const at of placesIn(bytes, 50))
        expect({ path, at, ...judged(top, path, flipped(bytes, at)) }).toMatchObject({
          is: 'broken',
          path,
          at,
        });
      for (const hole of [512, 4096]) {
        const copy = Buffer.from(bytes);
        copy.fill(0, 20_000, 20_000 + hole);
        expect(judged(top, path, copy).is).toBe('broken');
      }
      expect(judged(top, path, Buffer.concat([bytes.subarray(0, 9000), bytes.subarray(9100)])).is).not.toBe(
        'proven',
      );
    }
  });

  it('is found damaged where the library finds it so', async () => {
    const top = join(folder, 'copy');
    cpSync(join(folder, 'snappy'), top, { recursive: true });
    expect(await findingsOf(top)).toEqual([]);
    const [path = ''] = tablesIn(top);
    const bytes = readFileSync(join(top, path));
    writeFileSync(join(top, path), flipped(bytes, 70_000));
    expect(await findingsOf(top)).toEqual([`error broken-structure ${path}`]);
    expect(read(top)).toContain('CorruptionError');
  });

  it('opens a log whose last record is torn, so that is a warning', async () => {
    for (const [missing, name] of [
      [5, 'torn'],
      [40_000, 'half'],
    ] as const) {
      const top = join(folder, name);
      cpSync(join(folder, 'snappy'), top, { recursive: true });
      const [path = ''] = filesIn(top).filter((each) => each.endsWith('.log'));
      const bytes = readFileSync(join(top, path));
      writeFileSync(join(top, path), bytes.subarray(0, -missing));
      expect(await findingsOf(top)).toEqual([`warning truncated-content ${path}`]);
      expect(Number(read(top))).toBeGreaterThan(9000);
    }
  });

  it('has lost what a hole in its log held, and that is an error', async () => {
    const top = join(folder, 'hole');
    cpSync(join(folder, 'snappy'), top, { recursive: true });
    const [path = ''] = filesIn(top).filter((each) => each.endsWith('.log'));
    const bytes = readFileSync(join(top, path));
    writeFileSync(join(top, path), flipped(bytes, 30_000));
    expect(await findingsOf(top)).toEqual([`error broken-structure ${path}`]);
  });
});

describe.skipIf(!needs('ldb', 'sst_dump'))('RocksDB', () => {
  const words = Array.from({ length: 1500 }, (_, i) => `k${i} value-${i * 7919}-${'x'.repeat(i % 90)}`).join(
    ' ',
  );
  const made = (packing: string, sum: string): string =>
    `${treeOf(`
    ldb --db=db --create_if_missing --compression_type=${packing} batchput ${words}
    ldb --db=db --compression_type=${packing} compact
    sed -i 's/checksum=kXXH3/checksum=${sum}/' db/OPTIONS-*
    ldb --db=db --try_load_options put last one
    ldb --db=db --try_load_options compact`)}/db`;

  it.each([
    ['no', 'kXXH3'],
    ['snappy', 'kXXH3'],
    ['zlib', 'kCRC32c'],
    ['lz4', 'kxxHash64'],
    ['zstd', 'kxxHash'],
  ])('has tables whose blocks match their checksum: %s %s', (packing, sum) => {
    const top = made(packing, sum);
    const [path = '', ...more] = tablesIn(top);
    expect(more).toEqual([]);
    const bytes = readFileSync(join(top, path));
    expect(bytes[bytes.length - 53]).toBe({ kCRC32c: 1, kxxHash: 2, kxxHash64: 3, kXXH3: 4 }[sum]);
    expect(judged(top, path, bytes)).toEqual({ is: 'proven' });
    for (const at of placesIn(bytes, 60))
      expect({ at, is: judged(top, path, flipped(bytes, at)).is }).toEqual({ at, is: 'broken' });
    const bad = join(dirname(top), path);
    writeFileSync(bad, flipped(bytes, 5000));
    const control = (file: string): string => {
      const { stdout, stderr } = spawnSync('sst_dump', [
        `--file=${file}`,
        '--command=verify',
        '--verify_checksum',
      ]);
      return stdout.toString() + stderr.toString();
    };
    expect(control(join(top, path))).toContain('The file is ok');
    expect(control(bad)).toContain('Corruption');
    expect(readdirSync(top)).toContain(path);
    expect(execFileSync('ldb', [`--db=${top}`, 'get', 'last']).toString()).toContain('one');
  });
});
