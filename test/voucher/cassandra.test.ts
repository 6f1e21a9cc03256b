/** By the specification: Cassandra is in no distribution. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { crc32 } from '../../src/hash/crc.ts';
import { cassandra } from '../../src/voucher/cassandra/cassandra.ts';
import { seededBytes } from '../help/bytes.ts';
import { expectUnshaken, listOf, opened, problemsOf } from '../help/opened.ts';
import { expectFlipsFound, expectSound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 60_000 });
const scratch = mkdtempSync(join(tmpdir(), 'restorable-cassandra-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const PARTS = [
  'Data.db',
  'Index.db',
  'Filter.db',
  'Statistics.db',
  'Summary.db',
  'CompressionInfo.db',
  'Digest.crc32',
  'TOC.txt',
];
const STEMS = ['nb-1-big-', 'me-3gh1_0kx2_1u5k02-big-'];
/** What is there by name alone, in the order of a walk. */
const UNCOMPARED = [
  ...STEMS.toSorted().flatMap((stem) =>
    ['CompressionInfo.db', 'Filter.db', 'Index.db', 'Statistics.db', 'Summary.db'].map((part) => stem + part),
  ),
  'schema.cql',
];

/** The notes about them: one for each table of contents, and one about the file that is the only one of its voucher. */
const SUMMED = [...STEMS.toSorted().map((stem) => `unvouched ${stem}TOC.txt`), 'unvouched schema.cql'];

function isUncompared(found: string): boolean {
  return [...UNCOMPARED, ...STEMS.map((stem) => `${stem}TOC.txt`)].some(
    (path) => found === `unvouched ${path}`,
  );
}

/** A snapshot of two SSTables. */
function makeSnapshot(): string {
  const root = mkdtempSync(join(scratch, 'snapshot-'));
  for (const [i, stem] of STEMS.entries()) {
    for (const [j, part] of PARTS.entries())
      writeFileSync(join(root, stem + part), seededBytes(i * 10 + j, 3000));
    writeFileSync(
      join(root, `${stem}Digest.crc32`),
      String(crc32(readFileSync(join(root, `${stem}Data.db`)))),
    );
    writeFileSync(join(root, `${stem}TOC.txt`), `${PARTS.join('\n')}\n`);
  }
  const files = STEMS.map((stem) => `${stem}Data.db`);
  writeFileSync(join(root, 'manifest.json'), JSON.stringify({ files }));
  writeFileSync(join(root, 'schema.cql'), 'CREATE TABLE k.t (id int PRIMARY KEY);\n');
  return root;
}

describe('an SSTable', () => {
  it('is vouched for by its parts and the checksum of its data', async () => {
    const root = makeSnapshot();
    const sound = await verified(root);
    expect(sound).toMatchObject({
      exit: 0,
      found: SUMMED,
      vouchers: [{ format: 'cassandra', entries: 13 }],
      counted: { promised: 2, held: 2 },
    });
    expect(sound.details).toEqual([
      ...STEMS.toSorted().map(
        (stem) => `of 5 files only the presence could be checked; the first is ${stem}CompressionInfo.db`,
      ),
      'it is there, but nothing was at hand to compare its content with',
    ]);
    expect(
      await expectFlipsFound(
        root,
        STEMS.map((stem) => `${stem}Data.db`),
      ),
    ).toBe(0);
    for (const part of ['Index.db', 'Data.db', 'TOC.txt']) {
      const path = `${STEMS[0] ?? ''}${part}`;
      const bytes = readFileSync(join(root, path));
      rmSync(join(root, path));
      const { exit, found } = await verified(root);
      expect({ exit, has: found.includes(`missing ${path}`) }).toEqual({ exit: 1, has: true });
      writeFileSync(join(root, path), bytes);
    }
    truncateSync(join(root, `${STEMS[1] ?? ''}Data.db`), 100);
    writeFileSync(join(root, 'nb-2-big-Data.db'), seededBytes(3, 500));
    const { exit, found } = await verified(root);
    expect({ exit, found: found.filter((each) => !isUncompared(each)) }).toEqual({
      exit: 1,
      found: [`changed ${STEMS[1] ?? ''}Data.db`, 'unvouched nb-2-big-Data.db'],
    });
  });

  it.each([
    ['Digest.crc32', '4294967296', 'manifest-damaged nb-1-big-Digest.crc32: no checksum of the data'],
    ['Digest.crc32', 'x', 'manifest-damaged nb-1-big-Digest.crc32: no checksum of the data'],
    ['TOC.txt', '../Data.db\nData.db', 'manifest-damaged nb-1-big-TOC.txt: line 1: no part of an SSTable'],
    ['TOC.txt', 'Index.db\n', 'manifest-damaged nb-1-big-TOC.txt: it does not name the data'],
  ])('does not believe a %s of %j', async (part, content, problem) => {
    const root = makeSnapshot();
    writeFileSync(join(root, `nb-1-big-${part}`), content);
    expect(problemsOf(await opened(cassandra, root, 'nb-1-big-TOC.txt'))).toEqual([problem]);
  });

  it.each([
    ['nb-1-big-Statistics.db', Buffer.alloc(0), 'broken-structure'],
    ['nb-1-big-Index.db', Buffer.alloc(3000), 'broken-structure'],
    ['nb-1-big-Filter.db', Buffer.alloc(9000), 'broken-structure'],
    ['schema.cql', Buffer.alloc(0), 'broken-structure'],
    ['manifest.json', Buffer.alloc(0), 'manifest-damaged'],
    ['manifest.json', Buffer.from('{"files":["nb-1-big-Data.db"'), 'manifest-damaged'],
    ['manifest.json', Buffer.from('{"files":["nb-1-big\u0000Data.db"]}'), 'manifest-damaged'],
    ['manifest.json', Buffer.from('[]'), 'manifest-damaged'],
  ])('tells that %s is no part of it', async (path, content, code) => {
    const root = makeSnapshot();
    writeFileSync(join(root, path), content);
    expect(problemsOf(await opened(cassandra, root, 'nb-1-big-TOC.txt'))).toEqual([
      expect.stringContaining(`${code} ${path}: `),
    ]);
  });

  it('may have no index of rows, no files yet and more fields in its manifest', async () => {
    const root = makeSnapshot();
    writeFileSync(join(root, 'nb-1-big-TOC.txt'), `${PARTS.join('\n')}\nRows.db\n`);
    writeFileSync(join(root, 'nb-1-big-Rows.db'), '');
    writeFileSync(
      join(root, 'manifest.json'),
      '{"files":[],"created_at":"2026-01-01T00:00:00Z","ephemeral":false}',
    );
    expect(problemsOf(await opened(cassandra, root, 'nb-1-big-TOC.txt'))).toEqual([]);
  });

  it('may be of an older version', async () => {
    const root = mkdtempSync(join(scratch, 'old-'));
    writeFileSync(join(root, 'ks-tab-jb-7-Data.db'), 'x');
    writeFileSync(join(root, 'ks-tab-jb-7-TOC.txt'), 'Data.db\nDigest.sha1\nTOC.txt\n');
    writeFileSync(
      join(root, 'ks-tab-jb-7-Digest.sha1'),
      '11f6ad8ec52a2984abaafd7c3b516503785c2072  ks-tab-jb-7-Data.db',
    );
    expect(listOf(cassandra).find(new Set(['ks-tab-jb-7-TOC.txt']))).toHaveLength(1);
    expect(await expectSound(root, 'cassandra')).toMatchObject({ entries: 1 });
  });

  it('is not any file with a table of contents', () => {
    expect(listOf(cassandra).find(new Set(['TOC.txt', 'book-TOC.txt', 'my-book-TOC.txt']))).toEqual([]);
  });

  it('is not shaken by damage', async () => {
    const files = ['Digest.crc32', 'TOC.txt'].map((part) => `nb-1-big-${part}`);
    await expectUnshaken(cassandra, makeSnapshot(), files, 100);
  });
});
