import type { FindingEvent } from '../../../model/event.ts';
import type { RangeContent } from '../../../model/evidence.ts';

/** What is known of a part of a file; what no range is about is `plain`. */
export type BlockKind = 'plain' | 'zero' | 'random' | 'pattern' | 'changed' | 'absent';

/** A part of a file, end exclusive. */
export type Block = { readonly kind: BlockKind; readonly start: number; readonly end: number };

/** The damaged parts of a file, in bytes. Where the size is not known, the last block ends it. */
export type BlockMap = { readonly size?: number; readonly blocks: readonly Block[] };

const KINDS: Readonly<Record<RangeContent, BlockKind>> = {
  zeros: 'zero',
  random: 'random',
  pattern: 'pattern',
  counter: 'pattern',
  damaged: 'changed',
  absent: 'absent',
};

/** Returns where the damage lies by the ranges of a finding; undefined where it has none, or is about the whole file. */
export function blockMap({ ranges = [], size }: Pick<FindingEvent, 'ranges' | 'size'>): BlockMap | undefined {
  const blocks = ranges.flatMap(({ start, end, of }): Block[] =>
    end > start ? [{ kind: KINDS[of], start, end }] : [],
  );
  if (blocks.length === 0) return undefined;
  if (blocks.some(({ start, end }) => start === 0 && end === size)) return undefined;
  const isWithin = size !== undefined && blocks.every(({ end }) => end <= size);
  return { ...(isWithin ? { size } : {}), blocks };
}
