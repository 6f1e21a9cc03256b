import type { FileEntry } from '../model/entry.ts';
import type { Finding } from '../model/finding.ts';
import type { ManifestEntry } from '../model/manifest.ts';
import type { BytePath } from '../model/path.ts';
import type { Watch } from '../walk/path-list.ts';
import { type WalkOptions, walk } from '../walk/walk.ts';
import { leavingOutUnlisted, neverReached, onlyListed } from './path-list-run.ts';
import { type Plan, passableLinks } from './plan.ts';
import type { RunOptions } from './run.ts';

type Report = (finding: Finding) => void;

/** The part of a tree that a run is about: the whole of it, or the paths of a list. */
export type RunScope = {
  /** Yields what lies there, in path order. */
  files(report: Report): AsyncIterable<readonly FileEntry[]>;
  /** Yields its manifest entries, in path order. */
  entries(report: Report): AsyncIterable<readonly ManifestEntry[]>;
  /** Yields all manifest entries once more, after the first time. */
  entriesAgain(): AsyncIterable<readonly ManifestEntry[]>;
  has(path: BytePath): boolean;
  /** Yields findings about listed paths where neither of both led. */
  unreached(): Iterable<readonly Finding[]>;
};

/** Opens the scope of a run. */
export function scopeOfRun(
  plan: Plan,
  { oneFileSystem }: RunOptions,
  onListed?: WalkOptions['onListed'],
): RunScope {
  const { root, leaveOut, instead, filesFrom: list } = plan;
  const passable = passableLinks(plan.vouchers);
  const watch = list?.watch();
  const walked = (): AsyncIterable<readonly FileEntry[]> =>
    walk({
      root: root.directory,
      leaveOut: leavingOutUnlisted(leaveOut, list),
      ...(root.only === undefined ? {} : { only: root.only }),
      oneFileSystem: oneFileSystem === true,
      passable,
      ...(onListed === undefined ? {} : { onListed }),
    });
  const listed = <T extends FileEntry | ManifestEntry>(
    all: AsyncIterable<readonly T[]>,
    seen?: Watch,
  ): AsyncIterable<readonly T[]> => (list === undefined ? all : onlyListed(all, list, seen));
  return {
    files: (report) => instead?.entries(report) ?? listed(walked(), watch),
    entries: (report) => listed(plan.entries(report), watch),
    entriesAgain: () => listed(plan.entries(() => {})),
    has: (path) => list === undefined || list.has(path),
    unreached: () => (watch === undefined ? [] : neverReached(root.directory, watch, passable)),
  };
}
