import { nameOf } from '../model/path.ts';
import { extensionOf } from '../structure/kit/extensions.ts';
import type { Detector } from './detector.ts';
import { fillBy, isRefuted, MIN_FILL } from './evidence.ts';

/** The sizes of a tar without a member, as it is written by most programs and by GNU tar. */
export const EMPTY_TARS: readonly number[] = [1024, 10_240];

/** Every byte of the file is zero. An error where the name or the check of its store demands something else, else a warning; a tar may be empty: a note. */
export const zeroFilled: Detector = {
  code: 'zero-filled',
  examine(content, path) {
    const { size, longestZeroRun, demanded = [] } = content;
    if (size < MIN_FILL || longestZeroRun !== size) return undefined;
    const isEmptyTar = EMPTY_TARS.includes(size) && extensionOf(nameOf(path)) === 'tar';
    const by = isRefuted(content) ? 'wrong' : fillBy(path, demanded);
    return {
      code: 'zero-filled',
      severity: isEmptyTar ? 'note' : by === 'wrong' ? 'error' : 'warning',
      evidence: [{ is: 'filled', size, period: 0, first: '', ...(by === 'wrong' ? {} : { mayBe: by }) }],
    };
  },
};
