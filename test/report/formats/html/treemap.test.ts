import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { Shares } from '../../../../src/model/content.ts';
import { shadeOf } from '../../../../src/report/formats/html/shade.ts';
import { createTree, type Marks, type Tile } from '../../../../src/report/formats/html/tree.ts';
import { drawTreemap, type Frame, treemapKey } from '../../../../src/report/formats/html/treemap.ts';
import { DIRECTORIES, left } from './events.ts';

const FRAME: Frame = { width: 1000, height: 420, isHeld: true, anchorOf: () => undefined };

const NO_MARKS: Marks = { errors: 0, warnings: 0, gone: { files: 0, bytes: 0 } };

function company(): Tile {
  const tree = createTree();
  for (const directory of DIRECTORIES) tree.left(directory, directory.path);
  tree.mark('db/base', { ...NO_MARKS, errors: 2 });
  return root(tree.tile(100));
}

function root(tile: Tile | undefined): Tile {
  if (tile === undefined) throw new Error('there is no root');
  return tile;
}

type Drawn = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };

/** Every element of a drawing, which must be well-formed. */
function elements(svg: string): Drawn[] {
  const found: Drawn[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => found.push({ name, attributes }));
  parser.write(svg).close();
  return found;
}

const area = ({ attributes }: Drawn): number => Number(attributes['width']) * Number(attributes['height']);

describe('the map of a backup', () => {
  it('gives every directory an area like its bytes, and the colour of how it stands', () => {
    const tiles = elements(drawTreemap(company(), FRAME, 'wide').html).filter(({ attributes }) =>
      attributes['class']?.startsWith('tone'),
    );
    const of = (tone: string): number =>
      tiles
        .filter(({ attributes }) => attributes['class'] === `tone ${tone}`)
        .reduce((sum, each) => sum + area(each), 0);
    const whole = 1000 * 420;
    for (const [tone, megabytes] of [
      ['damaged-1', 900],
      ['unknown', 704 + 120],
      ['damaged-4', 471],
      ['encrypted', 300],
      ['suspect-1', 610],
      ['sound', 390 + 6],
    ] as const) {
      expect.soft(of(tone) / whole, tone).toBeCloseTo(megabytes / 3501, 1);
      expect.soft(of(tone), tone).toBeGreaterThan(0);
    }
  });

  it('leads to the findings of a directory', () => {
    const anchorOf = (path: string): string | undefined => (path === 'mail/2026' ? 'here' : undefined);
    const links = elements(drawTreemap(company(), { ...FRAME, anchorOf }, 'wide').html).filter(
      ({ name }) => name === 'a',
    );
    expect(links.map(({ attributes }) => attributes)).toEqual([
      { href: '#here', 'aria-label': 'mail/2026/: 61 files, 471 MB, 36 of 61 files damaged' },
    ]);
  });

  it('names nothing that acts, and clips what is too wide', () => {
    const tree = createTree();
    const name = `<script>"'&\u202e${'w'.repeat(500)}`;
    tree.left(left('', { files: 1, bytes: 10 }), '');
    tree.left(left(name, { files: 1, bytes: 10 }), name);
    const { html } = drawTreemap(root(tree.tile(10)), FRAME, 'narrow');
    expect(elements(html).map((each) => each.name)).not.toContain('script');
    expect(html).not.toContain('\u202e');
    expect(html).not.toContain('w'.repeat(201));
  });

  it('is not drawn where there are no bytes', () => {
    const tree = createTree();
    tree.left(left('', { files: 3, bytes: 0 }), '');
    expect(drawTreemap(root(tree.tile(10)), FRAME, 'wide').html).toBe('');
  });

  it('draws what is missing, hatched, by the bytes that it had', () => {
    const tree = createTree();
    tree.left(left('', { files: 1, bytes: 100 }), '');
    tree.mark('docs', { ...NO_MARKS, gone: { files: 3, bytes: 300 } });
    const { html } = drawTreemap(root(tree.tile(10)), FRAME, 'wide');
    const areas = [
      ...html.matchAll(/class="tone (\w+)" x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="([\d.]+)"/g),
    ];
    const areaOf = (tone: string): number =>
      areas.reduce(
        (sum, [, is, width, height]) => sum + (is === tone ? Number(width) * Number(height) : 0),
        0,
      );
    expect(areaOf('gone') / areaOf('sound')).toBeCloseTo(3, 1);
    expect(html).toContain('3 files missing, 300 B');
    expect(html).toContain('class="hatch"');
    expect(treemapKey(root(tree.tile(10)), true).html).toContain('missing');
  });

  it('has a key with the colours that occur, and no others', () => {
    const { html } = treemapKey(company(), true);
    expect(html).toContain('half or more of the files damaged');
    expect(html).toContain('in encrypted containers');
    expect(html).not.toContain('a tenth or more suspect');
  });
});

function own(files: number, judged: Shares, marks: Partial<Marks> = {}): Tile {
  return {
    path: 'd',
    files,
    bytes: 100,
    own: { files, bytes: 100, judged, ...NO_MARKS, ...marks },
    isFolded: false,
    below: [],
  };
}

describe('the shade of a directory', () => {
  it.each([
    [own(1000, {}, { errors: 1, warnings: 50 }), 'damaged-1', '1 of 1,000 files damaged'],
    [own(100, {}, { errors: 1, warnings: 0 }), 'damaged-2', '1 of 100 files damaged'],
    [own(10, { garbage: { files: 1, bytes: 1 } }), 'damaged-3', '1 of 10 files damaged'],
    [own(10, { garbage: { files: 5, bytes: 1 } }), 'damaged-4', '5 of 10 files damaged'],
    [own(2, {}, { errors: 9, warnings: 0 }), 'damaged-4', '9 files damaged'],
    [own(100, { suspect: { files: 2, bytes: 1 } }), 'suspect-1', '2 of 100 files suspect'],
    [own(100, {}, { errors: 0, warnings: 10 }), 'suspect-2', '10 of 100 files suspect'],
    [own(2, { unknown: { files: 1, bytes: 60 } }), 'unknown', 'most bytes could not be judged'],
    [own(2, { encrypted: { files: 1, bytes: 60 } }), 'encrypted', 'most bytes in encrypted containers'],
    [own(2, { unknown: { files: 1, bytes: 40 } }), 'sound', 'most bytes matching or structurally sound'],
  ] as const)('says how large a part is bad, case %#', (tile, tone, words) => {
    expect(shadeOf(tile, true)).toEqual({ tone, words });
  });

  it('takes nothing for sound that neither held nor was examined', () => {
    expect(shadeOf(own(2, {}), true).tone).toBe('sound');
    expect(shadeOf(own(2, {}), false).tone).toBe('unknown');
  });
});
