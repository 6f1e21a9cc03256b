import type { RecognisedFormat } from '../model/content.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { CONTENT_EXTENSIONS, extensionOf, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';
import type { Detector } from './detector.ts';
import { fillBy, firstBytes, isRefuted, isTextFormat, MIN_FILL } from './evidence.ts';
import { LONGEST_PERIOD } from './period.ts';

const BLOCK = 4096;
/** Below this size, in bytes, the repetition of a longer pattern may be intentional. */
const MIN_LONG = 16_384;
const LINE_END = 10;

/**
 * The file is one byte or one pattern repeated: a pattern of up to 64 bytes, or of up to 64 KiB at least four times.
 * An error where the name or the check of its store demands something else, but a warning for text under a name for text, and below 4 KiB, where a
 * person may have typed it; a warning elsewhere; a note for text of lines that repeat, as a program that reports the same all day writes it.
 */
export const constantFilled: Detector = {
  code: 'constant-filled',
  examine(content, path) {
    const { size, period, head, longestZeroRun, blocks, demanded = [] } = content;
    if (period === undefined || size < MIN_FILL || longestZeroRun === size) return undefined;
    const isLong = period > LONGEST_PERIOD;
    if (isLong && size < MIN_LONG) return undefined;
    const pattern = head.subarray(0, period);
    const allowed = textBy(path, demanded);
    // Lines repeat, and so may a table of a few; a whole block of a disk does not.
    const isLines = period < BLOCK && allowed !== 'no' && isText(pattern) && pattern.includes(LINE_END);
    const isOfText = isLines || (period < BLOCK && allowed === 'yes' && isText(pattern));
    const isWrong = isRefuted(content);
    const by = isWrong ? 'wrong' : isOfText ? 'usual' : fillBy(path, demanded);
    const isLongText =
      allowed !== 'no' && isLong && period < BLOCK && blocks.T > blocks.B + blocks.H + blocks.R;
    const mayBe = size < BLOCK || isLongText || by !== 'wrong';
    const severity = mayBe && !isWrong ? 'warning' : 'error';
    return {
      code: 'constant-filled',
      severity: isLines && !isWrong ? 'note' : severity,
      evidence: [
        {
          is: 'filled',
          size,
          period,
          first: firstBytes(head),
          ...(isLines || by === 'wrong' ? {} : { mayBe: by }),
        },
      ],
    };
  },
};

/** Returns whether a name is one for text, excludes it, or says nothing. */
function textBy(path: BytePath, demanded: readonly RecognisedFormat[]): 'yes' | 'no' | 'maybe' {
  const extension = extensionOf(nameOf(path));
  if (TEXT_EXTENSIONS.has(extension)) return 'yes';
  if (demanded.length > 0) return demanded.every(isTextFormat) ? 'yes' : 'no';
  return CONTENT_EXTENSIONS.has(extension) ? 'no' : 'maybe';
}

/** Returns whether bytes are text in some charset: printable, and not bright alone. */
function isText(bytes: Uint8Array): boolean {
  const bright = bytes.reduce((count, byte) => count + (byte >> 7), 0);
  return (
    bright * 2 <= bytes.length &&
    bytes.every((byte) => (byte >= 32 && byte !== 127) || (byte >= 9 && byte <= 13))
  );
}
