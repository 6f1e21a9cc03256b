import { empty } from '../../flow/empty.ts';
import type { FileEntry } from '../../model/entry.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { openLanes } from '../../read/lanes.ts';
import { laneCount } from '../../read/storage.ts';
import { alignTree } from '../reading/align-tree.ts';
import { readPairs } from '../reading/read-pairs.ts';
import { examineTask } from '../reading/tasks.ts';
import type { RunOptions } from '../run.ts';
import { entriesOf } from './entries-of.ts';

const WAITING = 256;

/** A tree that is read without promises: its entries in path order, and the digests to take. */
export type UnpromisedTree = {
  readonly root: BytePath;
  readonly files: AsyncIterable<readonly FileEntry[]>;
  readonly digests: readonly string[];
  readonly acceptFindings: boolean;
};

/** Reads a tree without promises and yields what a manifest would promise of it, in path order and in chunks. */
export async function* readEntries(
  { root, files, digests, acceptFindings }: UnpromisedTree,
  { jobs, depth = 'normal', signal }: RunOptions,
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
      conclude: (batch) => entriesOf(root, batch, acceptFindings),
    });
  } finally {
    await lanes.close();
  }
}
