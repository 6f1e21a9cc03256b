/** By the specification, as cassandra.test.ts: what was in a snapshot of Cassandra and is gone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { crc32 } from '../../src/hash/crc.ts';
import { cassandra } from '../../src/voucher/cassandra/cassandra.ts';
import { seededBytes } from '../help/bytes.ts';
import { opened } from '../help/opened.ts';
import { makeScratch } from '../help/scratch.ts';
import { verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 60_000 });
const scratch = makeScratch();
const PARTS = ['Data.db', 'Index.db', 'Filter.db', 'Statistics.db', 'Digest.crc32', 'TOC.txt'];
const [FIRST, SECOND] = ['nb-1-big-', 'nb-2-big-'] as const;

/** Makes a snapshot of two SSTables that its manifest names. */
function makeSnapshot(): string {
  const root = mkdtempSync(join(scratch, 'snapshot-'));
  for (const [i, stem] of [FIRST, SECOND].entries()) {
    for (const [j, part] of PARTS.entries())
      writeFileSync(join(root, stem + part), seededBytes(i * 10 + j, 2000));
    const sum = String(crc32(readFileSync(join(root, `${stem}Data.db`))));
    writeFileSync(join(root, `${stem}Digest.crc32`), sum);
    writeFileSync(join(root, `${stem}TOC.txt`), `${PARTS.join('\n')}\n`);
  }
  const files = [FIRST, SECOND].map((stem) => `${stem}Data.db`);
  writeFileSync(join(root, 'manifest.json'), JSON.stringify({ files }));
  writeFileSync(join(root, 'schema.cql'), 'CREATE TABLE k.t (id int PRIMARY KEY);\n');
  return root;
}

describe('a snapshot of Cassandra', () => {
  it.each(PARTS)('misses the %s of an SSTable that is gone', async (part) => {
    const root = makeSnapshot();
    rmSync(join(root, FIRST + part));
    const { exit, found } = await verified(root);
    // Components without a digest are named, one note each.
    expect(found.filter((each) => !each.startsWith('unvouched'))).toEqual([`missing ${FIRST}${part}`]);
    expect(exit).toBe(1);
  });

  it('misses all parts that the table of contents names where only that is left', async () => {
    const root = makeSnapshot();
    for (const part of PARTS) if (part !== 'TOC.txt') rmSync(join(root, FIRST + part));
    const { exit, found } = await verified(root);
    const gone = PARTS.filter((part) => part !== 'TOC.txt').map((part) => `missing ${FIRST}${part}`);
    expect(found.filter((each) => each.startsWith('missing')).toSorted()).toEqual(gone.toSorted());
    expect(exit).toBe(1);
  });

  it('misses the data of an SSTable of which nothing is left but its name in the manifest', async () => {
    const root = makeSnapshot();
    for (const part of PARTS) rmSync(join(root, SECOND + part));
    const { exit, found } = await verified(root);
    expect(found.filter((each) => !each.startsWith('unvouched'))).toEqual([`missing ${SECOND}Data.db`]);
    expect(exit).toBe(1);
  });

  it('has one entry for each part and the schema, and only the data has a digest', async () => {
    const root = makeSnapshot();
    const { entries, own } = await opened(cassandra, root, `${FIRST}Digest.crc32`);
    const promised = PARTS.filter((part) => part !== 'TOC.txt' && part !== 'Digest.crc32');
    const paths = [FIRST, SECOND].flatMap((stem) => promised.map((part) => stem + part));
    const all = [...entries];
    expect(all.map(({ path }) => path).toSorted()).toEqual([...paths, 'schema.cql'].toSorted());
    expect(all.filter(({ digests }) => digests.length > 0).map(({ path }) => path)).toEqual(
      [FIRST, SECOND].map((stem) => `${stem}Data.db`),
    );
    expect(own?.toSorted()).toEqual(
      [FIRST, SECOND]
        .flatMap((stem) => [`${stem}Digest.crc32`, `${stem}TOC.txt`])
        .concat('manifest.json')
        .toSorted(),
    );
  });
});
