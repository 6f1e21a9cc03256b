/**
 * A run over one part of a tree: which pairs it reads, what it tells of each read, and what all runs over the parts of one tree have in common.
 */
import { createHash } from 'node:crypto';
import { eventPath, type ReadEvent, type VoucherSummary } from '../model/event.ts';
import { Fault } from '../model/fault.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ShardOfRun } from '../model/run-scope.ts';
import { type ReadRecord, recordsOf } from '../read/recorded.ts';
import { isInShard, type Shard } from '../walk/shard.ts';
import type { TreePair } from './reading/batch.ts';
import type { ReadBatch } from './reading/read-pairs.ts';
import type { RunContext, RunOptions } from './run.ts';

/** Passes on the pairs of a shard: each path is in one of them, whether it lies on the disk or was promised. */
export async function* pairsOfShard(
  chunks: AsyncIterable<readonly TreePair[]>,
  shard: Shard,
): AsyncGenerator<readonly TreePair[], void, undefined> {
  for await (const chunk of chunks) yield chunk.filter((pair) => isInShard(pathOf(pair), shard));
}

/** A pair below a directory that could not be listed has that of the directory on its left. */
const pathOf = ({ left, right }: TreePair): string => right?.path ?? left?.path ?? '';

/** Returns what the reads of a batch came to, as events. */
export function readEvents({ pairs, places, answer }: ReadBatch): ReadEvent[] {
  const tasks = places.map((place) => ({
    path: pairs[place]?.left?.path ?? '',
    size: pairs[place]?.right?.size,
  }));
  return recordsOf(tasks, answer).map(eventOf);
}

function eventOf({ path, ...read }: ReadRecord): ReadEvent {
  return { type: 'read', ...eventPath(path), ...read };
}

/** What is asked of a tree, as far as options do not say it. */
type Asked = {
  readonly command: string;
  readonly root: string;
  readonly vouchers: readonly Manifest[];
  readonly summaries: readonly VoucherSummary[];
  /** What else was asked, such as strong digests. */
  readonly more: readonly unknown[];
};

/**
 * Returns which part of the tree a run is over, if it is. Throws a Fault (4) where the parts that were read before are not of what is asked
 * now.
 */
export function shardOf(asked: Asked, options: RunOptions, context: RunContext): ShardOfRun | undefined {
  const { shard, recorded } = options;
  if (shard === undefined && recorded === undefined) return undefined;
  const run = runKey(asked, options, context);
  if (recorded !== undefined && recorded.run !== run)
    throw new Fault(
      4,
      `${asked.root}: the shards are of another run: what vouches for the tree, or what was asked, is not the same now`,
      'read all shards again, with the same flags and the manifest as it is',
    );
  return shard === undefined ? undefined : { ...shard, run };
}

/** Returns the sha256 of what all runs over the parts of a tree have in common. */
function runKey(asked: Asked, options: RunOptions, { tool }: RunContext): string {
  const { command, root, vouchers, summaries, more } = asked;
  const { exclude = [], expectEncrypted = [], expectZero = [], depth = 'normal', gates = {} } = options;
  const parts = [
    tool,
    (options.shard ?? options.recorded)?.job ?? '',
    command,
    root,
    more,
    depth,
    options.failOn ?? 'warning',
    options.oneFileSystem === true,
    options.voucher ?? '',
    [exclude, expectEncrypted, expectZero],
    gates,
    vouchers.map(({ head }) => head?.digest ?? ''),
    summaries,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
