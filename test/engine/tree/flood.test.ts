import { describe, expect, it } from 'vitest';
import type { ExaminedFile } from '../../../src/engine/judge/directory-spans.ts';
import { createFloodWatch } from '../../../src/engine/tree/flood.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { detailOf } from '../../help/in-words.ts';
import { BINARY, many, PICTURE, RANDOM, runsOf, sighting, TEXT } from '../sightings.ts';

function flooded(sightings: readonly ExaminedFile[], hasPast: boolean, batch?: number): Finding[] {
  const flood = createFloodWatch(hasPast);
  for (const runs of runsOf(sightings, batch)) flood.see(runs);
  return flood.end();
}

function told(sightings: readonly ExaminedFile[], hasPast: boolean): string[] {
  return flooded(sightings, hasPast).map((each) => `${each.severity} ${each.path}: ${detailOf(each)}`);
}

const NEW = { isNew: true };

describe('a flood of new files', () => {
  it('is fifty of them, three fifths of one kind', () => {
    const random = many(60, (_, n) => sighting(`d/${n}`, RANDOM, NEW));
    expect(told(random, true)).toEqual(['error d: 60 of 60 new files look random and have no known format']);
    expect(told(random.slice(0, 50), true)).toHaveLength(1);
    expect(told(random.slice(0, 49), true)).toEqual([]);
    const others = many(40, (i, n) => sighting(`d/x${n}`, TEXT, { ...NEW, bytes: 100 + i }));
    expect(told([...random, ...others], true)).toEqual([
      'error d: 60 of 100 new files look random and have no known format',
    ]);
    expect(told([...random.slice(1), ...others], true)).toEqual([]);
  });

  it('does not count what was promised', () => {
    expect(
      told(
        many(600, (_, n) => sighting(`d/${n}`, RANDOM)),
        true,
      ),
    ).toEqual([]);
  });

  it('is one content many times, whatever it is', () => {
    const copies = many(60, (_, n) => sighting(`d/${n}.jpg`, PICTURE, { ...NEW, print: 7, bytes: 99 }));
    expect(told(copies, true)).toEqual(['warning d: 60 of 60 new files share the same content']);
  });

  it('is one foreign extension, or one size, of what is neither text nor known', () => {
    const foreign = many(60, (i, n) => sighting(`d/${n}.x7k`, BINARY, { ...NEW, bytes: 1000 + i }));
    expect(told(foreign, true)).toEqual(['warning d: 60 of 60 new files share the extension .x7k']);
    const equal = many(60, (_, n) => sighting(`d/${n}`, BINARY, NEW));
    expect(told(equal, true)).toEqual(['warning d: 60 of 60 new files share the size of 8,192 bytes']);
  });

  it('is empty files too', () => {
    expect(
      told(
        many(60, (_, n) => sighting(`d/${n}`, TEXT, { ...NEW, bytes: 0 })),
        true,
      ),
    ).toEqual(['warning d: 60 of 60 new files are empty']);
  });

  it.each<[string, ExaminedFile[]]>([
    ['pictures', many(500, (i, n) => sighting(`d/DSC${n}.JPG`, PICTURE, { ...NEW, bytes: 9000 + i }))],
    ['pictures of one size', many(500, (_, n) => sighting(`d/DSC${n}.JPG`, PICTURE, NEW))],
    [
      'mail',
      many(500, (i, n) => sighting(`new/1700${n}.M1P2.host:2,s`, TEXT, { ...NEW, bytes: 900 + (i % 300) })),
    ],
    ['sources', many(500, (i, n) => sighting(`d/${n}.scss`, TEXT, { ...NEW, bytes: 100 + i }))],
    ['rotated logs', many(500, (i, n) => sighting(`d/app.log.${n}`, TEXT, { ...NEW, bytes: 100 + i }))],
    [
      'packed logs',
      many(500, (i, n) =>
        sighting(`d/app.log.${n}.gz`, { ...PICTURE, contentClass: 'proven' }, { ...NEW, bytes: i }),
      ),
    ],
    [
      'encrypted files that are known as such',
      many(500, (_, n) => sighting(`d/${n}`, { ...RANDOM, contentClass: 'encrypted' }, NEW)),
    ],
    [
      'pages of a database that hold',
      many(500, (_, n) => sighting(`d/${n}`, { ...BINARY, contentClass: 'sound' }, NEW)),
    ],
    [
      'packs that hold against their names',
      many(500, (_, n) => sighting(`d/${n}`, { ...RANDOM, contentClass: 'proven' }, NEW)),
    ],
  ])('is none where somebody brings %s', (_, sightings) => {
    expect(told(sightings, true)).toEqual([]);
  });
});

describe('a flood without a past', () => {
  it('is five hundred files', () => {
    const random = many(500, (_, n) => sighting(`d/${n}`, RANDOM));
    expect(told(random, false)).toEqual(['error d: 500 of 500 files look random and have no known format']);
    expect(told(random.slice(1), false)).toEqual([]);
  });

  it('is one content five hundred times, but neither empty files nor one size nor one extension', () => {
    expect(
      told(
        many(500, (_, n) => sighting(`d/${n}`, BINARY, { print: 7 })),
        false,
      ),
    ).toHaveLength(1);
    expect(
      told(
        many(5000, (_, n) => sighting(`d/${n}`, TEXT, { bytes: 0 })),
        false,
      ),
    ).toEqual([]);
    expect(
      told(
        many(5000, (_, n) => sighting(`d/${n}.hgt`, BINARY)),
        false,
      ),
    ).toEqual([]);
  });
});

describe('flooded directories', () => {
  const flood = (directory: string): ExaminedFile[] =>
    many(60, (_, n) => sighting(`${directory}/${n}`, RANDOM, NEW));

  it('are each told, not those above them', () => {
    const sightings = [...flood('a'), ...flood('a/b'), ...flood('a/b/c'), ...flood('d/e')];
    expect(flooded(sightings, true).map(({ path }) => path)).toEqual(['a', 'a/b', 'a/b/c', 'd/e']);
  });

  it('are told of where they are many small ones: the one above them all', () => {
    const sightings = many(1000, (_, n) => sighting(`d/${n}/file`, RANDOM, NEW));
    expect(told(sightings, true)).toEqual([
      'error d: 1,000 of 1,000 new files look random and have no known format',
    ]);
    const copies = many(1000, (_, n) => sighting(`${n}/file`, TEXT, { ...NEW, print: 7 }));
    expect(told(copies, true)).toEqual(['warning : 1,000 of 1,000 new files share the same content']);
  });

  it('are the same in any batches', () => {
    const sightings = [
      ...flood('a'),
      ...many(300, (i, n) => sighting(`b/${n}`, i % 3 > 0 ? RANDOM : TEXT, NEW)),
    ];
    const wanted = flooded(sightings, true);
    expect(wanted.map(({ path }) => path)).toEqual(['a', 'b']);
    for (const batch of [1, 7, 64, 4096]) expect(flooded(sightings, true, batch)).toEqual(wanted);
  });

  it('are found whatever many honest files came before', () => {
    const honest = many(30_000, (i, n) => sighting(`d/a${n}`, PICTURE, { ...NEW, bytes: 10_000 + i }));
    const random = many(50_000, (i, n) => sighting(`d/b${n}`, RANDOM, { ...NEW, bytes: 10_000 + i }));
    expect(told([...honest, ...random], true)).toEqual([
      'error d: 50,000 of 80,000 new files look random and have no known format',
    ]);
    const copies = many(50_000, (_, n) => sighting(`d/b${n}`, PICTURE, { ...NEW, print: 7 }));
    const [copied] = flooded([...honest, ...copies], true);
    expect(detailOf(copied)).toMatch(/^(?:50,000|49,\d{3}) of 80,000 new files share the same content$/);
  });

  it('are told in bounded number', () => {
    const sightings = many(3000, (_, n) => n).flatMap((n) => flood(`d/${n}`).slice(0, 50));
    const { length } = flooded(sightings, true);
    expect(length).toBeGreaterThanOrEqual(1000);
    expect(length).toBeLessThanOrEqual(1001);
  });
});
