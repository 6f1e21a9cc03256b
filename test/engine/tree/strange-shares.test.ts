import { describe, expect, it } from 'vitest';
import type { ExaminedFile } from '../../../src/engine/judge/directory-spans.ts';
import { createStrangeShares } from '../../../src/engine/tree/strange-shares.ts';
import { inWords } from '../../help/in-words.ts';
import { BINARY, many, PICTURE, RANDOM, runsOf, sighting, TEXT } from '../sightings.ts';

const STRANGE = { ...PICTURE, contentClass: 'proven', isOfStrangeType: true } as const;
const strange = (count: number, prefix: string): ExaminedFile[] =>
  many(count, (_, n) => sighting(`${prefix}x${n}.pdf`, STRANGE));
const right = (count: number, prefix: string): ExaminedFile[] =>
  many(count, (_, n) => sighting(`${prefix}r${n}.jpg`, PICTURE));
const free = (count: number, prefix: string): ExaminedFile[] =>
  many(count, (_, n) => sighting(`${prefix}f${n}.dat`, TEXT));
const empty = (count: number, name: (n: string) => string): ExaminedFile[] =>
  many(count, (_, n) => sighting(name(n), TEXT, { bytes: 0 }));

function told(files: readonly ExaminedFile[], batch = 7): string[] {
  const watch = createStrangeShares();
  for (const spans of runsOf(files, batch)) watch.see(spans);
  return watch.end().map((found) => `${found.severity} ${found.path}: ${inWords(found).detail}`);
}

describe('files of strange types', () => {
  it('condemn their directory where they are five, and a fifth of those whose names demand a format', () => {
    const said = 'error d: 5 of 25 files whose name demands a format are of another one';
    const files = [...free(90, 'd/'), ...right(20, 'd/'), ...strange(5, 'd/')];
    for (const batch of [1, 7, 1000]) expect(told(files, batch)).toEqual([said]);
    expect(told([...right(21, 'd/'), ...strange(5, 'd/')])).toEqual([]);
    expect(told([...right(2, 'd/'), ...strange(4, 'd/')])).toEqual([]);
  });

  it('add up from directories below, and do not count where they are told already', () => {
    const few = ['a', 'b', 'c'].flatMap((name) => strange(2, `d/${name}/`));
    expect(told(few)).toEqual(['error d: 6 of 6 files whose name demands a format are of another one']);
    expect(told([...strange(8, 'd/a/'), ...right(3, 'd/b/'), ...strange(1, 'd/c/')])).toEqual([
      'error d/a: 8 of 8 files whose name demands a format are of another one',
    ]);
  });
});

describe('empty files', () => {
  it('condemn their directory where they are ten, and half of those that should have content', () => {
    const said = (name: string): string => `error ${name}: 10 of 20 files that should have content are empty`;
    const names = ['txt', 'md', 'json', 'xml', 'csv', 'bson', 'MYD', 'pem', 'docx', 'sqlite', 'mbox'];
    for (const extension of names) {
      const filled = many(10, (_, n) => sighting(`d/a${n}.${extension}`, TEXT));
      expect(told([...filled, ...empty(10, (n) => `d/b${n}.${extension}`)])).toEqual([said('d')]);
      expect(told([...filled, ...filled, ...empty(10, (n) => `d/c${n}.${extension}`)])).toEqual([]);
    }
    const mails = many(10, (_, n) => sighting(`cur/1700000000.M1P${n}.host:2,S`, TEXT));
    expect(told([...mails, ...empty(10, (n) => `cur/1700000001.M1P${n}.host,S=12:2,`)])).toEqual([
      said('cur'),
    ]);
  });

  it('may be there where nothing is the message: sessions, locks, marks of packages', () => {
    const names = ['sess_N', 'N.lock', 'N.pid', '__init__N.py', '.gitkeepN', 'N.log', 'N.err', 'N.done', 'N'];
    for (const name of names) expect(told(empty(300, (n) => `d/${name.replace('N', n)}`))).toEqual([]);
  });
});

describe('files that were overwritten in part', () => {
  const hit = { ...BINARY, contentClass: 'suspect', isOverwritten: true } as const;
  const overwritten = (count: number, of = hit, name = 'x'): ExaminedFile[] =>
    many(count, (i, n) => sighting(`d/${name}${n}.dat`, { ...of, head: of.head + i }));
  const said = (count: number, of: number): string =>
    `error d: ${count} of ${of} files are overwritten in part, or are nothing of what their names say`;

  it('condemn their directory where they are five and a fifth of it', () => {
    const rest = many(20, (_, n) => sighting(`d/y${n}.dat`, TEXT));
    for (const batch of [1, 7, 1000])
      expect(told([...overwritten(5), ...rest], batch)).toEqual([said(5, 25)]);
    expect(told([...overwritten(5), ...rest, sighting('d/z', TEXT)])).toEqual([]);
    expect(told(overwritten(4))).toEqual([]);
  });

  it('are those of another program where all of no known format begin alike', () => {
    const alike = many(9, (_, n) => sighting(`d/x${n}.mdf`, hit));
    expect(told(alike)).toEqual([]);
    expect(told([...alike, sighting('d/y.mdf', { ...hit, head: 1 })])).toEqual([said(10, 10)]);
    const lost = many(9, (_, n) => sighting(`d/x${n}.mdf`, { ...RANDOM, isOverwritten: true }));
    expect(told(lost)).toEqual([said(9, 9)]);
    const pages = many(9, (_, n) => sighting(`d/x${n}.pdf`, { ...hit, isRecognised: true }));
    expect(told(pages)).toEqual([said(9, 9)]);
  });

  it('are told once where they are of strange types too', () => {
    const both = many(6, (_, n) => sighting(`d/x${n}.pdf`, { ...STRANGE, isOverwritten: true }));
    expect(told(both)).toEqual(['error d: 6 of 6 files whose name demands a format are of another one']);
  });
});
