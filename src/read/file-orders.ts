import { type Below } from '../disk/below.ts';
import { identityOf } from '../disk/stat.ts';
import type { FileEntry } from '../model/entry.ts';
import { errorCode } from '../model/fault.ts';
import type { ManifestEntry } from '../model/manifest.ts';
import { isSameTime } from '../model/mtime.ts';
import type { FileOrder, RangeAnswer } from './range-job.ts';
import { createStamp, isTouched } from './stamp.ts';

/** What becomes of a file: it is read, it is left as it is, or somebody else has to look. */
export type FileLot = 'read' | 'held' | 'later';

/** Carries out what was ordered of the files of one range. */
export type FileOrders = {
  /** Says what becomes of a file that lies there as its entry has it; called for each, in order. */
  of(left: FileEntry, right: ManifestEntry): FileLot;
  /** Returns what the answer has of it. */
  end(): Pick<RangeAnswer, 'stamp' | 'stale'>;
};

const READ: FileOrders = { of: () => 'read', end: () => ({}) };

/** Opens the orders of a range. */
export function openOrders(order: FileOrder, below: Below): FileOrders {
  if (order.is === 'read') return READ;
  const stamp = createStamp();
  let isGone = false;
  return {
    of({ path }, right) {
      const found = lookAt(below, path);
      if (found === undefined) isGone = true;
      else stamp.see(found);
      if (order.is !== 'glance') return order.is === 'look' ? 'held' : 'read';
      return found !== undefined && found.size === right.size && isOfDate(right, found.mtime)
        ? 'held'
        : 'later';
    },
    end() {
      if (order.is === 'glance') return {};
      const found = isGone ? undefined : stamp.end(order.is === 'stamp' ? order.now : undefined);
      if (order.is === 'look' && found === order.stamp) return {};
      if (order.is === 'look')
        return { stale: found !== undefined && isTouched(found, order.stamp) ? 'touched' : 'changed' };
      return found === undefined ? {} : { stamp: found };
    },
  };
}

function isOfDate({ mtime }: ManifestEntry, found: string): boolean {
  return mtime === undefined || isSameTime(Number(mtime), Number(found));
}

/** What cannot be looked at is for whoever reads it to report. */
function lookAt(below: Below, path: FileEntry['path']): ReturnType<typeof identityOf> {
  try {
    return below.reach(path, identityOf);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}
