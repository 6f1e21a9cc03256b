import { describe, expect, it } from 'vitest';
import type { ExaminedFile } from '../../../src/engine/judge/directory-spans.ts';
import { createRansomWatch } from '../../../src/engine/tree/ransom.ts';
import type { ContentSummary } from '../../../src/model/content.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { detailOf } from '../../help/in-words.ts';
import { BINARY, many, PICTURE, RANDOM, runsOf, sighting, TEXT } from '../sightings.ts';

function traced(sightings: readonly ExaminedFile[], batch?: number): Finding[] {
  const ransom = createRansomWatch();
  for (const runs of runsOf(sightings, batch)) ransom.see(runs);
  return ransom.end();
}

function told(sightings: readonly ExaminedFile[]): string[] {
  return traced(sightings).map((each) => `${each.severity} ${each.path}: ${detailOf(each)}`);
}

const named = (count: number, glance: ContentSummary, suffix = 'lck9', directory = 'd'): ExaminedFile[] =>
  many(count, (_, n) => sighting(`${directory}/${n}.docx.${suffix}`, glance));

describe('a foreign extension behind one that says what the content is', () => {
  it('is an error where three files of it were overwritten in part', () => {
    const hit = { ...BINARY, contentClass: 'suspect', isOverwritten: true } as const;
    expect(told(named(3, hit))).toEqual([
      'error d: 3 files have the extension .lck9 behind another one, as 000000.docx.lck9; 3 of them look random',
    ]);
    expect(told(named(2, hit))).toEqual([]);
  });

  it('is an error where three files of it look random, and half of them do', () => {
    expect(told(named(3, RANDOM))).toEqual([
      'error d: 3 files have the extension .lck9 behind another one, as 000000.docx.lck9; 3 of them look random',
    ]);
    expect(told(named(2, RANDOM))).toEqual([]);
    const others = many(3, (_, n) => sighting(`e/${n}.docx.lck9`, BINARY));
    expect(told([...named(3, RANDOM), ...others])).toEqual([
      'error : 6 files have the extension .lck9 behind another one, as 000000.docx.lck9; 3 of them look random',
    ]);
    expect(told([...named(3, RANDOM), ...others, sighting('f/a.docx.lck9', BINARY)])).toEqual([]);
  });

  it('is a warning where ten are half of a directory and nobody knows what they are', () => {
    const rest = many(10, (_, n) => sighting(`d/${n}.jpg`, PICTURE));
    expect(told([...named(10, BINARY), ...rest])).toEqual([
      'warning d: 10 files have the extension .lck9 behind another one, as 000000.docx.lck9; 0 of them look random',
    ]);
    expect(told([...named(9, BINARY)])).toEqual([]);
    expect(told([...named(10, BINARY), ...rest, sighting('d/more.jpg', PICTURE)])).toEqual([]);
  });

  it('is followed where a suffix is added to a name without any other trace, by damaged content', () => {
    expect(told(named(10, { ...TEXT, contentClass: 'garbage', kind: 'B' }))).toHaveLength(1);
  });

  it.each<[string, ExaminedFile[]]>([
    ['checksums beside archives', named(20, TEXT, 'sha256sum')],
    ['types beside scripts', many(20, (_, n) => sighting(`d/${n}.js.flow`, TEXT))],
    ['snapshots of tests', many(20, (_, n) => sighting(`d/${n}.tsx.snap`, TEXT))],
    ['templates', many(20, (_, n) => sighting(`d/${n}.html.twig`, TEXT))],
    ['samples', many(20, (_, n) => sighting(`d/${n}.conf.sample`, TEXT))],
    ['backups', many(20, (_, n) => sighting(`d/${n}.sql.bak`, BINARY))],
    ['backups of an editor', many(20, (_, n) => sighting(`d/${n}.odt~`, PICTURE))],
    ['days', many(20, (_, n) => sighting(`d/${n}.dump.2026-01-31`, BINARY))],
    ['days and hours', many(20, (_, n) => sighting(`d/${n}.sql.20260131_0300`, BINARY))],
    ['numbers', many(20, (_, n) => sighting(`d/${n}.zip.001`, RANDOM))],
    ['retention', many(20, (_, n) => sighting(`d/${n}.tar.weekly`, { ...PICTURE, contentClass: 'proven' }))],
    [
      'an index of each archive',
      many(20, (_, n) => sighting(`d/${n}.gz.tbi`, { ...PICTURE, contentClass: 'proven' })),
    ],
    ['what the user says is encrypted', named(20, { ...RANDOM, contentClass: 'encrypted' }, 'enc')],
    ['what holds against its name', named(20, { ...RANDOM, contentClass: 'proven' }, 'enc')],
    ['names without a type', many(20, (_, n) => sighting(`d/${n}.foo.lck9`, RANDOM))],
    ['empty files', many(20, (_, n) => sighting(`d/${n}.txt.stamp`, { ...TEXT, kind: '-' }, { bytes: 0 }))],
  ])('is nothing where they are %s', (_, sightings) => {
    expect(told(sightings)).toEqual([]);
  });

  it('is told of the directory that they have in common', () => {
    const at = (...directories: string[]): string | undefined =>
      traced(directories.toSorted().flatMap((directory) => named(3, RANDOM, 'lck9', directory)))[0]?.path;
    expect(at('a/b/c')).toBe('a/b/c');
    expect(at('a/b/c', 'a/b/d')).toBe('a/b');
    expect(at('a/b', 'a/b/c')).toBe('a/b');
    expect(at('a/b', 'ab')).toBe('');
  });

  it('is told once for each extension', () => {
    const sightings = [...named(3, RANDOM, 'aaa1'), ...named(3, RANDOM, 'bbb2', 'e')];
    expect(traced(sightings).map(({ path }) => path)).toEqual(['d', 'e']);
  });

  it('counts the files of a directory alone, in any batches', () => {
    const rest = many(20, (_, n) => sighting(`d/sub/${n}.jpg`, PICTURE));
    const sightings = [...named(10, BINARY), ...rest, ...many(5, (_, n) => sighting(`d/z${n}`, TEXT))];
    const wanted = traced(sightings);
    expect(wanted).toHaveLength(1);
    for (const batch of [1, 7, 4096]) expect(traced(sightings, batch)).toEqual(wanted);
    expect(traced([...sightings, ...many(6, (_, n) => sighting(`d/zz${n}`, TEXT))])).toEqual([]);
  });

  it('asks for half of a directory also behind very many others', () => {
    const many100k = many(100_001, (_, n) => sighting(`a${n}/x.jpg`, PICTURE));
    const rest = many(90, (_, n) => sighting(`d/${n}.jpg`, PICTURE));
    expect(told([...many100k, ...named(10, BINARY), ...rest])).toEqual([]);
    expect(told([...many100k, ...named(10, BINARY)])).toHaveLength(1);
  });

  it('is found behind very many single extensions', () => {
    const single = many(2000, (_, n) => sighting(`a/x.eml.q${n}`, BINARY));
    expect(told([...single, ...named(3, RANDOM)])).toHaveLength(1);
  });
});
