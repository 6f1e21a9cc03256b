import { reachBelow } from '../../disk/below.ts';
import { isTrouble } from '../../disk/list.ts';
import { statPath } from '../../disk/stat.ts';
import { type BytePath, directoryOf } from '../../model/path.ts';
import { withBelow } from './opening.ts';
import { statEntry } from './read-voucher-file.ts';

/** What is there of the names of a list. */
export type Presence = {
  /** Whether something lies at a path below the root. */
  readonly has: (path: BytePath) => boolean;
  /** Whether it was seen already that the directory of a path is not there, so that nothing more has to be asked of it. */
  readonly isLost: (path: BytePath) => boolean;
};

/**
 * Creates what asks a root for names, one after the other. Of a directory that is gone with all that a list names in it only the
 * first two names are asked for: a list of a million lost files is to cost no more than one of files that are there.
 */
export function createPresence(root: BytePath): Presence {
  let missed: BytePath | undefined;
  let lost: BytePath | undefined;
  const isLost = (path: BytePath): boolean => lost !== undefined && path.startsWith(lost);
  return {
    isLost,
    has(path) {
      if (isLost(path)) return false;
      if (statEntry(root, path) !== undefined) return true;
      const directory = directoryOf(path);
      if (directory !== '' && directory === missed && isGone(root, directory)) lost = `${directory}/`;
      missed = directory;
      return false;
    },
  };
}

/** Whether nothing lies at a path, which is certain: what cannot be asked, or lies behind a link, may be there. */
function isGone(root: BytePath, path: BytePath): boolean {
  const stat = withBelow(root, (below) => reachBelow(below, path, 'look at it', statPath));
  return stat === undefined || (isTrouble(stat) && stat.code === 'ENOENT');
}
