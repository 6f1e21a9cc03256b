import type { Detector } from './detector.ts';

const MIN_BLOCKS = 16;
const MIN_SHARE = 0.4;

/** At least two fifths of the blocks, and at least sixteen, repeat earlier ones, in a format that has no reason to. */
export const repeatedBlocks: Detector = {
  code: 'repeated-blocks',
  examine({ blocks, repeated, format, verdict }) {
    const all = blocks.T + blocks.R + blocks.H + blocks.B;
    if (verdict.is === 'proven' || format?.traits.includes('paged') === true) return undefined;
    if (repeated.blocks < MIN_BLOCKS || repeated.blocks < MIN_SHARE * all) return undefined;
    return {
      code: 'repeated-blocks',
      severity: 'warning',
      evidence: [{ is: 'repeats', blocks: repeated.blocks, of: all, at: repeated.first ?? [] }],
    };
  },
};
