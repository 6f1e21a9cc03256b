import type { Detector } from './detector.ts';
import { firstBytes, MIN_FILL } from './evidence.ts';
import { LONGEST_PERIOD } from './period.ts';

const BLOCK = 4096;
/** Below this size, in bytes, the repetition of a longer pattern may be intentional. */
const MIN_LONG = 16_384;
const LINE_END = 10;

/**
 * The file is one byte or one pattern repeated: a pattern of up to 64 bytes, or of up to 64 KiB at least four times.
 * Below 4 KiB a person may have typed it, and a program may write one line of text endlessly: then it is a warning.
 */
export const constantFilled: Detector = {
  code: 'constant-filled',
  examine({ size, period, head, longestZeroRun, blocks }) {
    if (period === undefined || size < MIN_FILL || longestZeroRun === size) return undefined;
    const isLong = period > LONGEST_PERIOD;
    if (isLong && size < MIN_LONG) return undefined;
    const isLine = head.subarray(0, period).includes(LINE_END) && isText(head.subarray(0, period));
    const isWritten =
      size < BLOCK || isLine || (isLong && period < BLOCK && blocks.T > blocks.B + blocks.H + blocks.R);
    return {
      code: 'constant-filled',
      severity: isWritten ? 'warning' : 'error',
      evidence: [{ is: 'filled', size, period, first: firstBytes(head) }],
    };
  },
};

function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => (byte >= 32 && byte !== 127) || (byte >= 9 && byte <= 13));
}
