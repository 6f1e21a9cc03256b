import { describe, expect, it } from 'vitest';
import type { ExaminedFile } from '../../../src/engine/judge/directory-spans.ts';
import { createOutlierWatch } from '../../../src/engine/tree/outliers.ts';
import type { ContentSummary } from '../../../src/model/content.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { detailOf, inWords } from '../../help/in-words.ts';
import { BINARY, many, PICTURE, sighting, TEXT } from '../sightings.ts';

function outliers(sightings: readonly ExaminedFile[]): Finding[] {
  const peers = createOutlierWatch();
  for (const each of sightings) peers.see(each);
  return peers.end();
}

const CATALOG: ContentSummary = { ...BINARY, head: 0xde12_0495 };
const LOST: ContentSummary = { ...BINARY, kind: 'R', isHeadLost: true, head: 0x8f3a_11c7 };
const files = (count: number, glance: ContentSummary, extension = 'gmo'): ExaminedFile[] =>
  many(count, (_, n) => sighting(`d${n}/x.${extension}`, glance));

describe('a file among its peers', () => {
  it('is told where they begin alike, and it looks random', () => {
    expect(outliers([...files(39, CATALOG), sighting('z/x.gmo', LOST)]).map(inWords)).toEqual([
      {
        code: 'wrong-type',
        severity: 'warning',
        path: 'z/x.gmo',
        detail: 'of 40 .gmo files 39 begin with de120495; this one begins with 8f3a11c7, and looks random',
      },
    ]);
  });

  it('is an error where it is one fill', () => {
    const fill: ContentSummary = { ...BINARY, contentClass: 'garbage', kind: 'Z', isHeadLost: true, head: 0 };
    const told = (name: string): string[] =>
      outliers([...files(39, CATALOG, name), sighting(`z/x.${name}`, fill)]).map(
        ({ severity, path }) => `${severity} ${path}`,
      );
    expect(told('tbl')).toEqual(['error z/x.tbl']);
    // Its name demands content: that is an error of its own.
    expect(told('jpg')).toEqual([]);
  });

  it('is told where they are text', () => {
    const [odd] = outliers([...files(39, TEXT, 'scss'), sighting('z/x.scss', { ...LOST, kind: 'H' })]);
    expect(detailOf(odd)).toBe(
      'of 40 .scss files 39 are text; this one begins with 8f3a11c7, and its head looks random or empty',
    );
  });

  it.each<[string, Partial<ContentSummary>, string]>([
    [
      'zeros',
      { kind: 'Z', isHeadLost: true, head: 0 },
      'begins with 00000000, and is zeros for the most part',
    ],
    [
      'a fill',
      { kind: 'C', isHeadLost: false, head: 0x55aa_55aa },
      'begins with 55aa55aa, and is a fill for the most part',
    ],
    ['high entropy', { kind: 'H', isHeadLost: false }, 'begins with 8f3a11c7, and is of high entropy'],
  ])('is told with what it is: %s', (_, glance, wanted) => {
    const [odd] = outliers([...files(39, CATALOG), sighting('z/x.gmo', { ...LOST, ...glance })]);
    expect(detailOf(odd)).toBe(`of 40 .gmo files 39 begin with de120495; this one ${wanted}`);
  });

  it('needs eight, of which nine tenths agree', () => {
    const odd = sighting('z/x.gmo', LOST);
    expect(outliers([...files(6, CATALOG), odd])).toEqual([]);
    expect(outliers([...files(7, CATALOG), odd])).toEqual([]);
    expect(outliers([...files(9, CATALOG), odd])).toHaveLength(1);
    expect(outliers([...files(36, CATALOG), ...files(3, { ...BINARY, head: 1 }), odd])).toHaveLength(1);
    expect(outliers([...files(35, CATALOG), ...files(4, { ...BINARY, head: 1 }), odd])).toEqual([]);
  });

  it.each<[string, ExaminedFile]>([
    ['begins as they do', sighting('z/x.gmo', { ...LOST, head: CATALOG.head })],
    ['is of a known format', sighting('z/x.gmo', PICTURE)],
    ['is known to be encrypted', sighting('z/x.gmo', { ...LOST, contentClass: 'encrypted' })],
    ['is told already', sighting('z/x.gmo', { ...LOST, contentClass: 'garbage' })],
    ['is merely another one', sighting('z/x.gmo', BINARY)],
    ['is too short to say', sighting('z/x.gmo', LOST, { bytes: 511 })],
    ['is empty', sighting('z/x.gmo', { ...LOST, kind: '-' }, { bytes: 0 })],
    ['has another extension', sighting('z/x.dat', LOST)],
    ['has none', sighting('z/x', LOST)],
  ])('is not told where it %s', (_, odd) => {
    expect(outliers([...files(39, CATALOG), odd])).toEqual([]);
  });

  it('is told wherever it comes, and however its name is written', () => {
    const odd = sighting('a/X.GMO', LOST);
    expect(outliers([odd, ...files(39, CATALOG)])).toHaveLength(1);
    expect(outliers([...files(20, CATALOG), odd, ...files(19, CATALOG)])).toHaveLength(1);
  });

  it('is not told of what everybody is', () => {
    expect(outliers(files(1000, LOST))).toEqual([]);
    expect(outliers(many(1000, (i, n) => sighting(`${n}.gmo`, { ...LOST, head: i })))).toEqual([]);
  });

  it('is told a thousand times of one extension, and no more', () => {
    const odd = (count: number): ExaminedFile[] => many(count, (_, n) => sighting(`z/${n}.gmo`, LOST));
    expect(outliers([...files(10_000, CATALOG), ...odd(1000)])).toHaveLength(1000);
    expect(outliers([...files(10_000, CATALOG), ...odd(1001)])).toHaveLength(1000);
  });

  it('is told in bounded number, whatever the number of extensions', () => {
    const peers = createOutlierWatch();
    for (let i = 0; i < 30; i++)
      for (let j = 0; j < 10_000; j++) peers.see(sighting(`${i}/${j}.e${i}`, j % 10 === 9 ? LOST : CATALOG));
    expect(peers.end().length).toBe(20_000);
  });
});
