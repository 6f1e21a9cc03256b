import type { RunOptions } from '../../engine/run.ts';
import { Fault } from '../../model/fault.ts';
import { gatesOf } from '../arguments/gate-options.ts';
import type { ShardFlag } from '../arguments/shard-flag.ts';
import { shardOfFlag } from '../arguments/shard-of-task.ts';
import type { VerifyFlags } from '../arguments/verify-flags.ts';

/** Returns the flag with the part that it names, by which runs over different parts are told apart: `auto` is another one for each task. */
export function namedShard({ shard }: Pick<RunOptions, 'shard'>): ShardFlag {
  return shard === undefined ? {} : { shard: `${shard.index}/${shard.count}` };
}

/** Returns the part of the tree that a run is over. Throws a Fault (2) where flags ask for what only the whole tree has, or what is not kept of a part. */
export function shardOptions(flags: Partial<VerifyFlags>, env: NodeJS.ProcessEnv): Pick<RunOptions, 'shard'> {
  const shard = shardOfFlag(flags.shard, env);
  if (shard === undefined) return {};
  const refused = [
    ...(flags.filesFrom === undefined ? [] : ['--files-from']),
    ...(flags.baseline === undefined ? [] : ['--baseline']),
    ...(flags.replicas === true ? ['--replicas'] : []),
    ...(flags.resume === true ? ['--resume'] : []),
    ...(flags.budget === undefined ? [] : ['--budget']),
    ...(flags.cover === undefined ? [] : ['--cover']),
    ...(flags.requireSignature === true ? ['--require-signature'] : []),
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
