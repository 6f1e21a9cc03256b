import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dar } from '../../src/voucher/dar/dar.ts';
import { makeFolder } from '../help/folder.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const FIRST = 'day.1.dar.sha512';

function copy(): string {
  const { path } = makeFolder();
  cpSync(fixtureOf('dar', 'slices'), path, { recursive: true });
  return path;
}

describe('dar', () => {
  it('holds all slices', async () => {
    const root = fixtureOf('dar', 'slices');
    const vouching = await opened(dar, root, FIRST);
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching).toMatchObject({ inventory: 'open', notes: ['slices: 3'] });
    expect(await held(root, vouching)).toEqual({ held: 3, not: [] });
  });

  it('knows a slice that is lost with its hash file, the last one too', async () => {
    for (const number of [1, 2, 3]) {
      const root = copy();
      rmSync(`${root}/day.${number}.dar`);
      rmSync(`${root}/day.${number}.dar.sha512`);
      const vouching = await opened(dar, root, `day.${number === 1 ? 2 : 1}.dar.sha512`);
      expect(problemsOf(vouching)).toEqual([`missing day.${number}.dar: a slice of the archive`]);
    }
  });

  it('knows leading zeros', async () => {
    const folder = makeFolder();
    for (const number of ['001', '002', '004'])
      folder.write(`x.${number}.dar.md5`, `${'0'.repeat(32)}  x.${number}.dar\n`);
    expect(problemsOf(await opened(dar, folder.path, 'x.001.dar.md5'))).toEqual([
      'missing x.003.dar: a slice of the archive',
    ]);
  });

  it('says what is wrong with a hash file', async () => {
    const root = copy();
    const sound = readFileSync(`${root}/${FIRST}`, 'latin1');
    for (const text of [
      sound.slice(0, 100),
      sound.slice(1),
      sound.replace('day.1', 'day.2'),
      sound.replace('day', '../day'),
      '',
    ]) {
      writeFileSync(`${root}/${FIRST}`, text);
      expect(problemsOf(await opened(dar, root, FIRST))).toEqual([
        `manifest-damaged ${FIRST}: not the sha512 of its slice`,
      ]);
    }
  });

  it('finds the first slice of each archive', () => {
    const names = ['b.10.dar.md5', 'b.2.dar.md5', 'a.1.dar.sha1', 'a.1.dar', 'x.sha512'];
    expect(listOf(dar).find(new Set(names))).toEqual(['b.2.dar.md5', 'a.1.dar.sha1']);
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    await expectUnshaken(dar, fixtureOf('dar', 'slices'), [FIRST, 'day.3.dar']);
  });
});
