import { scaleLinear } from 'd3-scale';
import { formatCount } from '../../../model/counts.ts';
import type { Block, BlockKind, BlockMap } from './blocks.ts';
import { type Markup, markup } from './markup.ts';

const WIDTH = 400;
const HEIGHT = 12;
const LEAST = 2;

/** The meaning of each fill in a block map. */
export const BLOCK_WORDS: Readonly<Record<BlockKind, string>> = {
  plain: 'nothing known',
  zero: 'zeros',
  random: 'random bytes',
  pattern: 'a repeated pattern',
  changed: 'changed',
  absent: 'cut off',
};

/** Draws where in a file the damage is, from its first to its last byte; open-ended if the size is unknown. */
export function drawBlocks(map: BlockMap): Markup {
  const { blocks } = map;
  const end = map.size ?? Math.max(...blocks.map((block) => block.end)) * 1.15;
  const x = scaleLinear().domain([0, end]).range([0, WIDTH]);
  const labels = blocks.map(
    ({ kind, start, end: to }) => `${BLOCK_WORDS[kind]} from ${formatCount(start)} to ${formatCount(to)}`,
  );
  const of = map.size === undefined ? '' : `, of ${formatCount(map.size)}`;
  return markup`<svg class="blocks${map.size === undefined ? ' open' : ''}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${`bytes: ${labels.join('; ')}${of}`}"><rect class="block plain" width="${WIDTH}" height="${HEIGHT}"/>${blocks.map(
    (block) => bar(block, x),
  )}</svg>`;
}

/** Returns the legend of the fills that were drawn. */
export function blocksKey(kinds: ReadonlySet<BlockKind>): Markup {
  const items = Object.entries(BLOCK_WORDS).filter(([kind]) => [...kinds].some((each) => each === kind));
  return markup`<ul class="key">${items.map(
    ([kind, words]) =>
      markup`<li><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="block ${kind}" width="10" height="10"/></svg>${words}</li>`,
  )}</ul>
`;
}

function bar({ kind, start, end }: Block, x: (value: number) => number): Markup {
  const width = Math.max(LEAST, x(end) - x(start));
  const left = Math.min(x(start), WIDTH - width);
  return markup`<rect class="block ${kind}" x="${left.toFixed(1)}" width="${width.toFixed(1)}" height="${HEIGHT}"/>`;
}
