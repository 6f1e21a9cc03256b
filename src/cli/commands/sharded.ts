import type { RunOptions } from '../../engine/run.ts';
import { Fault } from '../../model/fault.ts';
import { gatesOf } from '../arguments/gate-options.ts';
import { givenFlags } from '../arguments/given-flags.ts';
import type { ShardFlag } from '../arguments/shard-flag.ts';
import { shardOfFlag } from '../arguments/shard-of-task.ts';
import type { VerifyFlags } from '../arguments/verify-flags.ts';

/** Returns the flag with the part that it names, by which runs over different parts are told apart: `auto` is another one for each task. */
export function namedShard({ shard }: Pick<RunOptions, 'shard'>): ShardFlag {
  return shard === undefined ? {} : { shard: `${shard.index}/${shard.count}` };
}

/** The flags that ask for what only the whole tree has, or what is not kept of a part. */
const OF_THE_WHOLE = {
  filesFrom: '--files-from',
  baseline: '--baseline',
  replicas: '--replicas',
  resume: '--resume',
  budget: '--budget',
  cover: '--cover',
  requireSignature: '--require-signature',
} as const;

/** Returns the part of the tree that a run is over. Throws a Fault (2) where flags ask for what only the whole tree has, or what is not kept of a part. */
export function shardOptions(flags: Partial<VerifyFlags>, env: NodeJS.ProcessEnv): Pick<RunOptions, 'shard'> {
  const shard = shardOfFlag(flags.shard, env);
  if (shard === undefined) return {};
  const refused = [
    ...givenFlags(new Map(Object.entries(flags)), OF_THE_WHOLE),
    ...(Object.keys(gatesOf(flags)).length === 0 ? [] : ['gates such as --min-files']),
  ];
  if (refused.length > 0)
    throw new Fault(
      2,
      `--shard reads a part of the tree, and ${refused.join(', ')} would be about the whole of it`,
      'read the tree in one run, or give it without --shard',
    );
  return {
    shard: {
      ...shard,
      ...(flags.strong === true ? { strong: true } : {}),
      ...(flags.manifest === undefined ? {} : { manifest: flags.manifest }),
    },
  };
}
