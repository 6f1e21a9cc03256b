import { nameOf } from '../model/path.ts';
import { extensionOf } from '../structure/kit/extensions.ts';
import type { Detector } from './detector.ts';
import { isFillWrong, MIN_FILL } from './evidence.ts';

/** The sizes of a tar without a member, as it is written by most programs and by GNU tar. */
export const EMPTY_TARS: readonly number[] = [1024, 10_240];

/** Every byte of the file is zero. A warning where the name is of content that may be so; a tar may be empty: a note. */
export const zeroFilled: Detector = {
  code: 'zero-filled',
  examine({ size, longestZeroRun }, path) {
    if (size < MIN_FILL || longestZeroRun !== size) return undefined;
    const isEmptyTar = EMPTY_TARS.includes(size) && extensionOf(nameOf(path)) === 'tar';
    const isWrong = isFillWrong(path);
    return {
      code: 'zero-filled',
      severity: isEmptyTar ? 'note' : isWrong ? 'error' : 'warning',
      evidence: [{ is: 'filled', size, period: 0, first: '', ...(isWrong ? {} : { mayBe: true }) }],
    };
  },
};
