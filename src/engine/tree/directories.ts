import type { DirectorySum, Shares } from '../../model/content.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import type { DirectorySpan } from '../judge/directory-spans.ts';
import { addShares, type GrowingShares } from '../reading/shares.ts';
import { isWithin, subtrees } from './subtrees.ts';

type Tally = {
  readonly directory: BytePath;
  files: number;
  bytes: number;
  readonly judged: GrowingShares;
  readonly kinds: Record<string, number>;
  readonly below: Tally[];
};

const LEAST_FILES = 5;
const FILE_SHARE = 0.2;
const BYTE_SHARE = 0.3;
const WHOLLY = 0.9;
const MOST_NAMED = 1000;

/** The directories of a run, as files go by in path order. */
export type Directories = {
  see(runs: readonly DirectorySpan[]): void;
  /** The directories that were left since this was asked for the last time. */
  left(): DirectorySum[];
  /** The garbage directories; all directories have been left then. */
  end(): Finding[];
  /** What became of the look at all files seen so far; whole after `end`. */
  judged(): Shares;
};

/**
 * Sums up what became of files, for every directory with all below it, and tells garbage directories: a directory is
 * garbage where a fifth of the files below it (and five at least) or 30 % of their bytes are. Told is the most exact
 * directory: one that is garbage only through directories below it is told in their place where nine tenths of it are.
 */
export function createDirectoryTally(): Directories {
  let left: DirectorySum[] = [];
  const open = subtrees(tally, (closed, parent) => {
    left.push(closed);
    add(parent, closed);
    parent.below.push(...verdict(closed).slice(0, Math.max(0, MOST_NAMED - parent.below.length)));
  });
  let root = tally('');
  return {
    see(runs) {
      for (const run of runs) add(open.at(run.directory), run);
    },
    left() {
      const told = left;
      left = [];
      return told;
    },
    end() {
      root = open.end();
      left.push(root);
      return verdict(root).map((bad) =>
        finding('garbage-directory', bad.directory, {
          evidence: [{ is: 'garbage', ...garbage(bad), ofFiles: bad.files, ofBytes: bad.bytes }],
        }),
      );
    },
    judged: () => root.judged,
  };
}

function tally(directory: BytePath): Tally {
  return { directory, files: 0, bytes: 0, judged: {}, kinds: {}, below: [] };
}

function garbage({ judged }: Pick<Tally, 'judged'>): { readonly files: number; readonly bytes: number } {
  return judged.garbage ?? { files: 0, bytes: 0 };
}

function add(to: Tally, from: Omit<DirectorySum, 'directory'>): void {
  to.files += from.files;
  to.bytes += from.bytes;
  addShares(to.judged, from.judged);
  for (const [kind, bytes] of Object.entries(from.kinds)) to.kinds[kind] = (to.kinds[kind] ?? 0) + bytes;
}

/** The garbage directories of a subtree: itself, or those below it that tell more. */
function verdict(subtree: Tally): Tally[] {
  const sums = { files: subtree.files, bytes: subtree.bytes, garbage: { ...garbage(subtree) } };
  if (!isGarbage(sums)) return subtree.below;
  if (subtree.below.length === 0 || sums.garbage.files >= WHOLLY * sums.files) return [subtree];
  let top: Tally | undefined;
  for (const part of subtree.below) {
    if (top !== undefined && isWithin(part.directory, top.directory)) continue;
    top = part;
    sums.files -= part.files;
    sums.bytes -= part.bytes;
    sums.garbage.files -= garbage(part).files;
    sums.garbage.bytes -= garbage(part).bytes;
  }
  return isGarbage(sums) ? [subtree, ...subtree.below] : subtree.below;
}

type Sums = {
  files: number;
  bytes: number;
  readonly garbage: { files: number; bytes: number };
};

function isGarbage({ files, bytes, garbage: bad }: Sums): boolean {
  if (bad.files === 0) return false;
  const byFiles = bad.files >= LEAST_FILES && bad.files >= FILE_SHARE * files;
  return byFiles || (bad.files > 1 && bytes > 0 && bad.bytes >= BYTE_SHARE * bytes);
}
