import type { Detector } from './detector.ts';
import { firstBytes, LEAST_FILL } from './evidence.ts';

const BLOCK = 4096;

/** The file is one byte or one pattern of up to 64 bytes, over and over; below 4 KiB a person may have typed it. */
export const constantFilled: Detector = {
  code: 'constant-filled',
  examine({ size, period, head, longestZeroRun }) {
    if (period === undefined || size < LEAST_FILL || longestZeroRun === size) return undefined;
    const what = period === 1 ? 'one byte' : `a pattern of ${period} bytes`;
    return {
      code: 'constant-filled',
      severity: size < BLOCK ? 'warning' : 'error',
      detail: `all ${size} bytes are ${what} repeated: ${firstBytes(head)}`,
    };
  },
};
