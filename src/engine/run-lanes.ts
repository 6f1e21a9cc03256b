import { type Lanes, openLanes, type ReadingLanes } from '../read/lanes.ts';
import { replayReads } from '../read/recorded.ts';
import { laneCount } from '../read/storage.ts';
import { type Plan, passableLinks } from './plan.ts';
import type { RunOptions } from './run.ts';

/** From this number of files on, threads are worth starting at once. */
const MANY_FILES = 500;

/** Opens the lanes of a run: those of what replaces the tree, or threads; at once where many files are expected. */
export function openRunLanes(
  { root, vouchers, filesFrom, instead }: Plan,
  { jobs, signal, uncached, recorded, openLanes: openOthers }: RunOptions,
): ReadingLanes | Lanes {
  if (instead !== undefined) return instead.lanes;
  const passable = passableLinks(vouchers);
  const isUncached = uncached === true;
  if (openOthers !== undefined) {
    const vouching = vouchers.map(({ file }) => file);
    return openOthers({ root: root.directory, passable, isUncached, signal, vouching });
  }
  const files = filesFrom?.size ?? vouchers.reduce((sum, voucher) => sum + voucher.files, 0);
  const lanes = openLanes({
    root: root.directory,
    passable,
    count: jobs ?? laneCount(root.directory),
    isUncached,
    eager: files >= MANY_FILES,
    ...(signal === undefined ? {} : { signal }),
  });
  if (recorded === undefined) return lanes;
  return replayReads(lanes, (path) => recorded.of(path));
}
