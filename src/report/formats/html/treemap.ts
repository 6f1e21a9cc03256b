import { type HierarchyRectangularNode, hierarchy, treemap } from 'd3-hierarchy';
import { formatNumber } from '../../../model/counts.ts';
import { clip, formatBytes } from '../../text.ts';
import { joined, type Markup, markup, NOTHING } from './markup.ts';
import { type Shade, shadeOf, TONES } from './shade.ts';
import { type Tile, wholeBytes } from './tree.ts';

const LABEL = 17;
const CHAR = 6.7;
const LEAST_SIDE = 1.5;
const HATCH = 10;

/** The frame of a map: its size in pixels, and the anchor of the findings of a directory, if there is one. */
export type Frame = {
  readonly width: number;
  readonly height: number;
  readonly isHeld: boolean;
  readonly anchorOf: (path: string) => string | undefined;
};

/** A directory, the files directly in it, or those that are gone from it. */
type Area = {
  readonly tile: Tile;
  readonly is: 'directory' | 'files' | 'gone';
  readonly below: readonly Area[];
};

/**
 * Draws the backup as a squarified treemap in SVG: areas are bytes, colours the state of the files in a directory. A
 * directory links to its findings on the page. Empty if there are no bytes.
 */
export function drawTreemap(root: Tile, frame: Frame, kind: 'wide' | 'narrow'): Markup {
  if (wholeBytes(root) === 0) return NOTHING;
  const { width, height } = frame;
  const nodes = hierarchy<Area>(areaOf(root), ({ below }) => below).sum((area) =>
    area.below.length === 0 ? bytesOf(area) : 0,
  );
  const laid = treemap<Area>()
    .size([width, height])
    .paddingInner(1)
    .paddingOuter((node) => (node.depth === 0 ? 0 : 1))
    .paddingTop((node) => (node.depth > 0 && hasLabel(node) ? LABEL : node.depth === 0 ? 0 : 1))
    .round(false)(nodes);
  const drawn = laid
    .descendants()
    .filter((node) => node.x1 - node.x0 >= LEAST_SIDE && node.y1 - node.y0 >= LEAST_SIDE)
    .map((node) => (node.children === undefined ? leaf(node, frame) : branch(node)));
  return markup`<svg class="treemap ${kind}" viewBox="0 0 ${width} ${height}" role="group" aria-label="Map of the backup by bytes; the table below has the same in words">
${joined(drawn, ' ')}</svg>
`;
}

/** Returns the legend of the colours that occur in a tree. */
export function treemapKey(root: Tile, isHeld: boolean): Markup {
  const seen = new Set(leavesOf(areaOf(root)).map((area) => shadeIn(area, isHeld).tone));
  const items = Object.entries(TONES).filter(([tone]) => [...seen].some((each) => each === tone));
  return markup`<ul class="key">${items.map(
    ([tone, words]) =>
      markup`<li><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="tone ${tone}" width="10" height="10"/></svg>${words}</li>`,
  )}</ul>
`;
}

function areaOf(tile: Tile): Area {
  const { own, below } = tile;
  const gone: Area[] = own.gone.bytes > 0 ? [{ tile, is: 'gone', below: [] }] : [];
  if (below.length + gone.length === 0) return { tile, is: 'directory', below: [] };
  const files: Area[] = own.bytes > 0 ? [{ tile, is: 'files', below: [] }] : [];
  const all = [...below.map(areaOf), ...files, ...gone].toSorted((a, b) => bytesOf(b) - bytesOf(a));
  return { tile, is: 'directory', below: all };
}

function bytesOf({ tile, is }: Area): number {
  if (is === 'gone') return tile.own.gone.bytes;
  return is === 'files' ? tile.own.bytes : wholeBytes(tile);
}

function leavesOf(area: Area): Area[] {
  if (area.below.length > 0) return area.below.flatMap(leavesOf);
  return bytesOf(area) > 0 ? [area] : [];
}

function shadeIn({ tile, is }: Area, isHeld: boolean): Shade {
  const { files, bytes } = tile.own.gone;
  return is === 'gone'
    ? { tone: 'gone', words: `${formatNumber(files, 'file')} missing, ${formatBytes(bytes)}` }
    : shadeOf(tile, isHeld);
}

type Laid = HierarchyRectangularNode<Area>;

function hasLabel(node: Laid): boolean {
  return node.x1 - node.x0 > 60 && node.y1 - node.y0 > 2.5 * LABEL;
}

function branch(node: Laid): Markup {
  if (node.depth === 0) return NOTHING;
  const { tile } = node.data;
  const label = hasLabel(node) ? labelOf(node, `${nameOf(tile.path)}/`, 'branch') : NOTHING;
  return markup`<g aria-hidden="true"><rect class="edge"${box(node)}/>${label}</g>
`;
}

function leaf(node: Laid, { isHeld, anchorOf }: Frame): Markup {
  const { tile, is } = node.data;
  const shade = shadeIn(node.data, isHeld);
  const name = is === 'gone' ? shade.words : is === 'files' ? restOf(tile) : `${nameOf(tile.path)}/`;
  const isWide = node.x1 - node.x0 > 40 && node.y1 - node.y0 > LABEL;
  const label = isWide ? labelOf(node, name, shade.tone) : NOTHING;
  const title = titleOf(node.data, shade);
  const inner = markup`<rect class="tone ${shade.tone}"${box(node)}/>${is === 'gone' ? hatching(node) : NOTHING}${label}`;
  const anchor = anchorOf(tile.path);
  return anchor === undefined
    ? markup`<g aria-hidden="true"><title>${title}</title>${inner}</g>
`
    : markup`<a href="#${anchor}" aria-label="${title}"><title>${title}</title>${inner}</a>
`;
}

function titleOf({ tile, is }: Area, { words }: Shade): string {
  const name = tile.path === '' ? './' : `${clip(tile.path, 200)}/`;
  if (is === 'gone') return `${name}: ${words}`;
  const isFiles = is === 'files';
  const { files, bytes } = isFiles ? tile.own : tile;
  return `${name}${isFiles ? `, ${restOf(tile)}` : ''}: ${formatNumber(files, 'file')}, ${formatBytes(bytes)}, ${words}`;
}

/** Names what a directory contains besides the directories that are drawn. */
function restOf({ isFolded }: Tile): string {
  return isFolded ? 'everything else in it' : 'files in it';
}

/** Lines from corner to corner, so that what is missing differs from what is damaged by more than its colour. */
function hatching({ x0, y0, x1, y1 }: Laid): Markup {
  const lines: string[] = [];
  for (let sum = x0 + y0 + HATCH; sum < x1 + y1; sum += HATCH) {
    const [left, top] = [Math.max(x0, sum - y1), Math.max(y0, sum - x1)];
    lines.push(`M${px(left)} ${px(sum - left)}L${px(sum - top)} ${px(top)}`);
  }
  return markup`<path class="hatch" d="${lines.join('')}"/>`;
}

function box({ x0, y0, x1, y1 }: Laid): Markup {
  return markup` x="${px(x0)}" y="${px(y0)}" width="${px(x1 - x0)}" height="${px(y1 - y0)}"`;
}

/** Draws a label in a nested SVG, so that wide letters cannot leave the tile. */
function labelOf(node: Laid, name: string, tone: string): Markup {
  const width = node.x1 - node.x0 - 6;
  const most = Math.floor(width / CHAR);
  const shown = name.length <= most ? name : `${name.slice(0, Math.max(1, most - 1))}…`;
  return markup`<svg x="${px(node.x0 + 4)}" y="${px(node.y0)}" width="${px(width)}" height="${LABEL}"><text class="label ${tone}" y="12.5">${shown}</text></svg>`;
}

function px(value: number): string {
  return value.toFixed(1);
}

function nameOf(path: string): string {
  return path === '' ? '.' : path.slice(path.lastIndexOf('/') + 1);
}
