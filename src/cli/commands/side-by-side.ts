/** The runs of several roots, of which those on different disks may be begun together. */
import type { RunEvents } from '../../engine/run.ts';
import { type Ahead, ahead } from '../../flow/ahead.ts';
import type { RunEvent } from '../../model/event.ts';
import { fromText } from '../../model/path.ts';
import { diskOf } from '../../read/storage.ts';
import type { RunningRoot } from '../journal/fault-event.ts';

/** The run of a root, which begins with the first event that is asked for. */
export type RootRun = { readonly running: RunningRoot; readonly events: RunEvents };

/** Events of a root that wait while those before it are reported. */
const MOST_WAITING = 10_000;

/** Opens the runs of roots: `of` returns that of one, which goes on already where it was begun with others; `close` ends them all. */
export function openRuns(
  roots: readonly string[],
  sideBySide: boolean,
  open: (root: string, isFirst: boolean) => RootRun,
): { of(root: string): RootRun; close(): Promise<void> } {
  const begun = new Map<string, RootRun>();
  const started: Ahead<RunEvent>[] = [];
  for (const root of sideBySide ? begunTogether(roots.map((each) => [each, diskOf(fromText(each))])) : []) {
    const { running, events } = open(root, root === roots[0]);
    const early = ahead(events, MOST_WAITING, isLaterProgress);
    started.push(early);
    begun.set(root, { running, events: early.items });
  }
  return {
    of: (root) => begun.get(root) ?? open(root, root === roots[0]),
    async close() {
      for (const each of started) await each.close();
    },
  };
}

/** Returns the first root of each disk, where there are several disks; one whose disk cannot be known is begun in its turn. */
export function begunTogether(
  roots: readonly (readonly [root: string, disk: string | undefined])[],
): readonly string[] {
  const first = new Map<string, string>();
  for (const [root, disk] of roots) if (disk !== undefined && !first.has(disk)) first.set(disk, root);
  return first.size > 1 ? [...first.values()] : [];
}

const isLaterProgress = (next: RunEvent, last: RunEvent): boolean =>
  next.type === 'progress' && last.type === 'progress';
