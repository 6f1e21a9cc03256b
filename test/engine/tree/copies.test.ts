import { describe, expect, it } from 'vitest';
import type { ExaminedFile } from '../../../src/engine/judge/directory-spans.ts';
import { createCopiesWatch } from '../../../src/engine/tree/copies.ts';
import { withoutDates } from '../../../src/model/dates/dated-names.ts';
import { inWords } from '../../help/in-words.ts';
import { many, PICTURE, runsOf, sighting } from '../sightings.ts';

const NAMES = ['anna', 'bert', 'carl', 'dora', 'emil'];
const same = (paths: readonly string[], bytes = 8192): ExaminedFile[] =>
  paths.map((path) => sighting(path, PICTURE, { print: 7, bytes }));

function told(files: readonly ExaminedFile[], batch = 3): string[] {
  const watch = createCopiesWatch();
  for (const spans of runsOf(files, batch)) watch.see(spans);
  return watch.end().map((found) => `${found.severity} ${found.path}: ${inWords(found).detail}`);
}

describe('one content', () => {
  const said = (directory: string, files: number, of = files): string =>
    `warning ${directory}: ${files} of ${of} files whose name demands a format have one content under different names`;

  it('is told under five names that demand a format, where it is most of the directory', () => {
    const paths = NAMES.map((name) => `d/${name}.jpg`);
    for (const batch of [1, 3, 100]) expect(told(same(paths), batch)).toEqual([said('d', 5)]);
    const others = many(3, (_, n) => sighting(`d/x${n}.jpg`, PICTURE));
    expect(told([...same(paths), ...others])).toEqual([said('d', 5, 8)]);
    expect(told([...same(paths), ...others, sighting('d/y.jpg', PICTURE)])).toEqual([]);
    expect(told(same(paths.slice(1)))).toEqual([]);
    expect(told(same(paths, 127))).toEqual([]);
    expect(told(same(NAMES.map((name) => `d/${name}.dat`)))).toEqual([]);
  });

  it('adds up from directories below', () => {
    expect(told(same(NAMES.map((name) => `d/${name}/${name}.jpg`)))).toEqual([said('d', 5)]);
  });

  it('may lie in each of many generations, or have many dates', () => {
    expect(told(same(many(9, (i) => `daily.${i}/a.pdf`)))).toEqual([]);
    expect(told(same(many(9, (i) => `d/a-2026-01-0${i + 1}.pdf`)))).toEqual([]);
  });
});

describe('a name without dates', () => {
  it.each([
    ['db-2026-01-31.sql', 'db-<date>.sql'],
    ['db_20260131.sql.gz', 'db_<date>.sql.gz'],
    ['db_20260131T235959Z.sql', 'db_<date>.sql'],
    ['db-2026-01-31_2359.sql', 'db-<date>.sql'],
    ['db 31.01.2026 23-59.bak', 'db <date>.bak'],
    ['2026_01_31/a', '<date>/a'],
  ])('of %s is %s', (name, stem) => {
    expect(withoutDates(name)).toBe(stem);
  });

  it.each(['IMG_0001.jpg', 'a-1.2.3.tar', '1234567890123.log', 'v20261399.txt', 'a1920108.dat'])(
    'is the same where there is none: %s',
    (name) => {
      expect(withoutDates(name)).toBe(name);
    },
  );
});
