/** Blob files of RocksDB as its own tool writes them, beside what that says of the same damage. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { levelDb } from '../../src/voucher/leveldb/leveldb.ts';
import { isFinding, told } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { endures, filesIn } from '../voucher/store-tree.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = makeScratch();

describe.skipIf(!needs('ldb'))('blob files of RocksDB', () => {
  const database = join(scratch, 'db');
  const rows = Array.from(
    { length: 2000 },
    (_, i) => `key${`${i}`.padStart(6, '0')} ==> ${`${i * 7919}`.repeat(30)}`,
  );
  const blobs = ['--enable_blob_files', '--min_blob_size=10', `--db=${database}`];
  execFileSync('ldb', [...blobs, 'load', '--create_if_missing'], { input: `${rows.join('\n')}\n` });
  execFileSync('ldb', [...blobs, 'compact'], { stdio: 'ignore' });
  const [blob = ''] = filesIn(database).filter((name) => name.endsWith('.blob'));
  const bytes = readFileSync(join(database, blob));

  function copy(change: (root: string) => void = () => {}): string {
    const root = join(mkdtempSync(join(scratch, 'copy-')), 'db');
    cpSync(database, root, { recursive: true });
    change(root);
    return root;
  }

  const turned = (at: number) => (root: string) => {
    const other = Buffer.from(bytes);
    other.writeUInt8(other.readUInt8(at) ^ 4, at);
    writeFileSync(join(root, blob), other);
  };

  async function errors(root: string): Promise<readonly unknown[]> {
    const { code, events } = await told(['scan', root]);
    const wrong = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
    return [code, ...wrong.map((each) => `${each.code} ${each.path}`)];
  }

  it('are proven, and named by the manifest', async () => {
    expect(blob).toMatch(/^\d{6}\.blob$/);
    expect(await errors(copy())).toEqual([0]);
    endures(levelDb, blob, bytes.subarray(0, 90_000), 30);
  });

  it('are damaged by a turned bit, a cut and by being lost', async () => {
    for (const at of [1, 40, 60, 5000, 100_000, bytes.length - 20])
      expect(await errors(copy(turned(at)))).toEqual([1, `broken-structure ${blob}`]);
    expect(await errors(copy((root) => truncateSync(join(root, blob), 100_001)))).toEqual([
      1,
      `truncated-content ${blob}`,
    ]);
    expect(await errors(copy((root) => truncateSync(join(root, blob), bytes.length - 3)))).toEqual([
      1,
      `truncated-content ${blob}`,
    ]);
    expect(await errors(copy((root) => rmSync(join(root, blob))))).toEqual([1, `missing ${blob}`]);
    const [table = ''] = filesIn(database).filter((name) => name.endsWith('.sst'));
    expect(await errors(copy((root) => rmSync(join(root, table))))).toEqual([1, `missing ${table}`]);
  });

  it('are refused by its own tool where they are lost', () => {
    const read = (root: string): number | null =>
      spawnSync('ldb', [`--db=${root}`, '--enable_blob_files', 'get', 'key000001'], { stdio: 'ignore' })
        .status;
    expect(read(copy())).toBe(0);
    expect(read(copy((root) => rmSync(join(root, blob))))).not.toBe(0);
  });
});
