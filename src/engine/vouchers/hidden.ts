import { isForLists } from '../../manifest/checksum/base-candidates.ts';
import { type BytePath, directoryOf } from '../../model/path.ts';
import type { HiddenPlace } from '../judge/hidden-place.ts';

/** Returns the directory that what lies in one may vouch for: the one above those that are for lists, such as `metadata/checksums`. */
export function vouchedFrom(directory: BytePath): BytePath {
  let at = directory;
  while (at !== '' && isForLists(at)) at = directoryOf(at);
  return at;
}

/** Leaves out what lies in a directory that is hidden itself. */
export function outermost(hidden: readonly HiddenPlace[]): HiddenPlace[] {
  const paths = new Set(hidden.map(({ path }) => path));
  return hidden.filter(({ path }) => {
    for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) if (paths.has(at)) return false;
    return true;
  });
}

/** Whether a path lies where something may vouch for it that could not be read. */
export function mayBeVouchedFor(hidden: readonly HiddenPlace[], path: BytePath): boolean {
  return hidden.some(
    ({ within }) => within !== undefined && (within === '' || path.startsWith(`${within}/`)),
  );
}
