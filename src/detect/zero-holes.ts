import { nameOf } from '../model/path.ts';
import type { Detector } from './detector.ts';
import { zerosFromTo } from './evidence.ts';
import { extensionOf, TEXT_EXTENSIONS } from './extensions.ts';

const LEAST_HOLE = 512;
const HEAD = 4096;

/**
 * Text with stretches of zeros of 512 bytes or more on the 512-byte grid: a lost sector, a page never written. Text is
 * a file whose first 4 KiB have no NUL and whose blocks, the zero ones aside, are text by half at least.
 */
export const zeroHoles: Detector = {
  code: 'zero-holes',
  examine({ zeroRuns, longestZeroRun, blocks, head }, path) {
    if (longestZeroRun < LEAST_HOLE) return undefined;
    const name = nameOf(path);
    const extension = extensionOf(name);
    const isTextByName = TEXT_EXTENSIONS.has(extension);
    const others = blocks.B + blocks.H + blocks.R + blocks.C;
    const startsAsText = !head.subarray(0, HEAD).includes(0);
    if (blocks.T < 1 || blocks.T < others || !(startsAsText || isTextByName)) return undefined;
    const severity = isTextByName && extension !== 'log' ? 'error' : 'warning';
    return { code: 'zero-holes', severity, detail: zerosFromTo(zeroRuns) };
  },
};
