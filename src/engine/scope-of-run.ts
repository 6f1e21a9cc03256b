import type { FileEntry } from '../model/entry.ts';
import type { EndEvent } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import type { ManifestEntry } from '../model/manifest.ts';
import { type BytePath, toText } from '../model/path.ts';
import type { Watch } from '../walk/path-list.ts';
import { type WalkOptions, walk } from '../walk/walk.ts';
import { leavingOutUnlisted, neverReached, onlyListed } from './path-list-run.ts';
import { type Plan, passableLinks } from './plan.ts';
import type { RunOptions } from './run.ts';

/** The most file systems that are named. */
const MOST_MOUNTS = 100;

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
  /** Returns the file systems that were not entered so far, as the last event names them. */
  notEntered(): Pick<EndEvent, 'notEntered'>;
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
  const mounts = new Set<BytePath>();
  const walked = (): AsyncIterable<readonly FileEntry[]> =>
    walk({
      root: root.directory,
      leaveOut: leavingOutUnlisted(leaveOut, list),
      ...(root.only === undefined ? {} : { only: root.only }),
      oneFileSystem: oneFileSystem === true,
      onElsewhere: (directory) => void mounts.add(directory),
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
    notEntered: () => {
      const paths = [...mounts].slice(0, MOST_MOUNTS).map(toText);
      return mounts.size === 0 ? {} : { notEntered: { count: mounts.size, paths } };
    },
    unreached: () => (watch === undefined ? [] : neverReached(root.directory, watch, passable)),
  };
}
