import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { lucene } from '../../src/voucher/lucene/lucene.ts';
import { expectUnshaken, fixtureOf, listOf, opened, problemsOf } from '../help/opened.ts';
import { verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 60_000 });
/** An index of one segment, by Lucene 4.10. */
const INDEX = fixtureOf('lucene', 'index');
const FILES = readdirSync(INDEX).filter((name) => name.startsWith('_'));
const scratch = mkdtempSync(join(tmpdir(), 'restorable-lucene-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function copy(): string {
  const root = mkdtempSync(join(scratch, 'index-'));
  cpSync(INDEX, root, { recursive: true });
  return root;
}

describe('an index of Lucene', () => {
  it('is found by its newest commit', () => {
    expect(
      listOf(lucene).find(
        new Set(['segments_9', 'segments_a', 'segments_10', 'segments.gen', 'segments_z.html']),
      ),
    ).toEqual(['segments_10']);
  });

  it('is sound, and every file that is gone is named', async () => {
    const root = copy();
    const { exit, found, vouchers } = await verified(root);
    expect({ exit, found, formats: vouchers.map((each) => each.format) }).toEqual({
      exit: 0,
      found: [],
      formats: ['lucene'],
    });
    expect(vouchers).toMatchObject([{ path: 'segments_1', entries: FILES.length }]);
    for (const name of FILES) {
      rmSync(join(root, name));
      expect((await opened(lucene, root, 'segments_1')).entries.some(({ path }) => path === name)).toBe(true);
      const told = await verified(root);
      expect({ exit: told.exit, has: told.found.includes(`missing ${name}`) }).toEqual({
        exit: 1,
        has: true,
      });
      cpSync(join(INDEX, name), join(root, name));
    }
  });

  it('does not believe a commit that does not hold', async () => {
    const root = copy();
    const bytes = readFileSync(join(root, 'segments_1'));
    bytes.writeUInt8(bytes.readUInt8(35) ^ 1, 35);
    writeFileSync(join(root, 'segments_1'), bytes);
    expect(problemsOf(await opened(lucene, root, 'segments_1'))).toEqual([
      'manifest-damaged segments_1: its footer does not hold',
    ]);
    writeFileSync(join(root, 'segments_1'), 'a file of another kind\n');
    expect(await listOf(lucene).open({ root, path: 'segments_1' })).toBeUndefined();
  });

  it('holds no file of a segment that lost the header of its codec', async () => {
    const root = copy();
    for (const name of FILES) {
      const bytes = readFileSync(join(root, name));
      for (const wrong of [
        Buffer.alloc(bytes.length),
        Buffer.concat([Buffer.alloc(16), bytes.subarray(16)]),
      ]) {
        writeFileSync(join(root, name), wrong);
        const told = problemsOf(await opened(lucene, root, 'segments_1'));
        expect(told).toEqual([expect.stringContaining(`broken-structure ${name}: begins as 00000000`)]);
      }
      writeFileSync(join(root, name), bytes);
    }
    expect(problemsOf(await opened(lucene, root, 'segments_1'))).toEqual([]);
  });

  it('reads the commits before the last one too', async () => {
    const root = copy();
    const bytes = readFileSync(join(root, 'segments_1'));
    writeFileSync(join(root, 'segments_0'), bytes);
    expect(await verified(root)).toMatchObject({ exit: 0, found: [] });
    bytes.writeUInt8(bytes.readUInt8(35) ^ 1, 35);
    writeFileSync(join(root, 'segments_0'), bytes);
    expect(await verified(root)).toMatchObject({ exit: 1, found: ['broken-structure segments_0'] });
  });

  it('is not shaken by damage', async () => {
    await expectUnshaken(lucene, INDEX, ['segments_1', '_0.si'], 100);
  });
});
