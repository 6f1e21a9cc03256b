import type { Detector } from './detector.ts';

const LEAST_BLOCKS = 16;
const LEAST_SHARE = 0.4;

/** Two fifths of the blocks, and sixteen at least, are the same as earlier ones, in a format that has no reason to. */
export const repeatedBlocks: Detector = {
  code: 'repeated-blocks',
  examine({ blocks, repeated, format, verdict: standing }) {
    const all = blocks.T + blocks.R + blocks.H + blocks.B;
    if (standing.is === 'proven' || format?.traits.includes('paged') === true) return undefined;
    if (repeated.blocks < LEAST_BLOCKS || repeated.blocks < LEAST_SHARE * all) return undefined;
    const [first = 0, second = 0] = repeated.first ?? [];
    return {
      code: 'repeated-blocks',
      severity: 'warning',
      detail: `${repeated.blocks} of ${all} blocks repeat earlier ones; the block at ${first} again at ${second}`,
    };
  },
};
