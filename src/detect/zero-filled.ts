import type { Detector } from './detector.ts';
import { MIN_FILL } from './evidence.ts';

/** Every byte of the file is zero. */
export const zeroFilled: Detector = {
  code: 'zero-filled',
  examine({ size, longestZeroRun }) {
    if (size < MIN_FILL || longestZeroRun !== size) return undefined;
    return {
      code: 'zero-filled',
      severity: 'error',
      evidence: [{ is: 'filled', size, period: 0, first: '' }],
    };
  },
};
