import { empty } from '../../flow/empty.ts';
import type { FileEntry } from '../../model/entry.ts';
import type { FileState } from '../../model/file-state.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { stateOf } from '../../read/jobs.ts';
import { openLanes } from '../../read/lanes.ts';
import { laneCount } from '../../read/storage.ts';
import { alignTree } from '../reading/align-tree.ts';
import { type ReadBatch, readPairs } from '../reading/read-pairs.ts';
import { examineTask } from '../reading/tasks.ts';
import type { RunOptions } from '../run.ts';
import { entriesOf } from './entries-of.ts';

const WAITING = 256;

/** A tree that is read without a manifest: its entries in path order, and the digests to compute. */
export type UnlistedTree = {
  readonly root: BytePath;
  readonly files: AsyncIterable<readonly FileEntry[]>;
  readonly digests: readonly string[];
  readonly acceptFindings: boolean;
};

/** Sees what lay at a path when it was read; undefined where that moved while it was read. */
export type SeeState = (path: BytePath, state: FileState | undefined) => void;

/** Reads a tree without a manifest and yields the entries that its manifest would have, in path order and in chunks. */
export async function* readEntries(
  { root, files, digests, acceptFindings }: UnlistedTree,
  { jobs, depth = 'normal', signal }: RunOptions,
  see?: SeeState,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  const stop = signal === undefined ? {} : { signal };
  const lanes = openLanes({ root, count: jobs ?? laneCount(root), ...stop });
  try {
    yield* readPairs(alignTree(files, empty()), {
      lanes,
      task: examineTask,
      digests,
      answer: 'all',
      depth,
      waiting: WAITING,
      signal,
      conclude: (batch) => {
        if (see !== undefined) seeStates(batch, see);
        return entriesOf(root, batch, () => acceptFindings);
      },
    });
  } finally {
    await lanes.close();
  }
}

function seeStates({ pairs, places, answer }: ReadBatch, see: SeeState): void {
  const facts = new Map(answer.exceptions.map((each) => [places[each.index], each.facts]));
  pairs.forEach(({ left }, i) => {
    const found = facts.get(i);
    if (left !== undefined) see(left.path, found?.unsettled === true ? undefined : stateOf(left, found));
  });
}
