import type { RecognisedFormat } from '../model/content.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { CONTENT_EXTENSIONS, extensionOf, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';
import type { Detector } from './detector.ts';
import { firstBytes, isFillWrong, isTextFormat, MIN_FILL } from './evidence.ts';
import { LONGEST_PERIOD } from './period.ts';

const BLOCK = 4096;
/** Below this size, in bytes, the repetition of a longer pattern may be intentional. */
const MIN_LONG = 16_384;
const LINE_END = 10;

/**
 * The file is one byte or one pattern repeated: a pattern of up to 64 bytes, or of up to 64 KiB at least four times.
 * An error where the name demands something else; else a warning, because some content is so, and below 4 KiB a person
 * may have typed it; a note for text of lines that repeat, as a program that reports the same all day writes it.
 */
export const constantFilled: Detector = {
  code: 'constant-filled',
  examine({ size, period, head, longestZeroRun, demanded = [] }, path) {
    if (period === undefined || size < MIN_FILL || longestZeroRun === size) return undefined;
    const isLong = period > LONGEST_PERIOD;
    if (isLong && size < MIN_LONG) return undefined;
    const isOfText = isTextName(path, demanded) && isText(head.subarray(0, period));
    const isWrong = isFillWrong(path) && !isOfText;
    const severity = size < BLOCK || !isWrong ? 'warning' : 'error';
    const isLines = isOfText && head.subarray(0, period).includes(LINE_END);
    return {
      code: 'constant-filled',
      severity: isLines ? 'note' : severity,
      evidence: [
        {
          is: 'filled',
          size,
          period,
          first: firstBytes(head),
          ...(isLines || isWrong ? {} : { mayBe: true }),
        },
      ],
    };
  },
};

/** Returns whether a name allows text: one that says so, or that demands nothing. */
function isTextName(path: BytePath, demanded: readonly RecognisedFormat[]): boolean {
  const extension = extensionOf(nameOf(path));
  if (TEXT_EXTENSIONS.has(extension)) return true;
  return demanded.length > 0 ? demanded.every(isTextFormat) : !CONTENT_EXTENSIONS.has(extension);
}

/** Returns whether bytes are text in some charset: printable, and not bright alone. */
function isText(bytes: Uint8Array): boolean {
  const bright = bytes.reduce((count, byte) => count + (byte >> 7), 0);
  return (
    bright * 2 <= bytes.length &&
    bytes.every((byte) => (byte >= 32 && byte !== 127) || (byte >= 9 && byte <= 13))
  );
}
