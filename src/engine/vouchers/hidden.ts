import { isForLists } from '../../manifest/checksum/base-candidates.ts';
import type { Trouble } from '../../model/entry.ts';
import type { Finding } from '../../model/finding.ts';
import { type BytePath, directoryOf } from '../../model/path.ts';
import type { HiddenPlaces } from '../../voucher/kit/opening.ts';
import { judge } from '../judge/judge.ts';
import { isWithin } from '../tree/subtrees.ts';

/** A path below the root where something that vouches lies or may lie, and why it could not be listed or read. */
export type HiddenPlace = {
  readonly path: BytePath;
  readonly kind: 'file' | 'directory';
  readonly trouble: Trouble;
  /** The directory that it may have vouched for, where that is known; '' for the root. */
  readonly within?: BytePath;
};

/** Returns the finding about a hidden place: `denied` or `unreadable`, as of any path that the run cannot look at. */
export function hiddenFinding({ path, kind, trouble }: HiddenPlace): Finding[] {
  return judge({ entry: { path, kind, trouble }, expected: undefined, facts: undefined, scope: 'none' });
}

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

/**
 * Leaves out what a voucher or a store says of what could not be looked at, and of what a part of that is; what is missing is
 * known only where everything could be.
 */
export function ofWhatWasRead(findings: readonly Finding[], hidden: HiddenPlaces): readonly Finding[] {
  if (hidden.size === 0) return findings;
  const places = [...hidden.keys()];
  return findings.filter(
    ({ code, path }) =>
      code !== 'missing' && !places.some((place) => isWithin(path, place) || isWithin(place, path)),
  );
}

/** Whether a path lies where something may vouch for it that could not be read. */
export function mayBeVouchedFor(hidden: readonly HiddenPlace[], path: BytePath): boolean {
  return hidden.some(
    ({ within }) => within !== undefined && (within === '' || path.startsWith(`${within}/`)),
  );
}
