/** Which part of a tree a run reads: as the user says, or the scheduler whose task it is. */
import { Fault } from '../../model/fault.ts';
import { parseShard, type Shard } from '../../walk/shard.ts';

/** A part of a tree, and the job whose tasks read all parts. */
export type ShardOfJob = Shard & { readonly job?: string };

/** Returns the part that a flag names; undefined without one. Throws a Fault (2) for what is no part, and where no scheduler says which. */
export function shardOfFlag(text: string | undefined, env: NodeJS.ProcessEnv): ShardOfJob | undefined {
  if (text === undefined) return undefined;
  const [, of] = /^auto(?:\/(\d+))?$/.exec(text) ?? [];
  if (text !== 'auto' && of === undefined) return parseShard(text);
  const task = taskOf(env, of);
  if (task === undefined)
    throw new Fault(
      2,
      `--shard ${text}: no scheduler says which part this is`,
      'name it: --shard 2/4; Kubernetes does not say how many there are: --shard auto/4',
    );
  const { index, count, job } = task;
  return { ...parseShard(`${index}/${count}`), ...(job === undefined ? {} : { job }) };
}

type Task = { readonly index: number; readonly count: number; readonly job?: string | undefined };

/** What schedulers tell their tasks: some count from 0, an array of Slurm from any number in any steps. */
function taskOf(env: NodeJS.ProcessEnv, of: string | undefined): Task | undefined {
  const number = (name: string): number | undefined => {
    const value = env[name];
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  const task = (from: string, first: number, total: string, job?: string): Task | undefined => {
    const index = number(from);
    const count = of === undefined ? number(total) : Number(of);
    return index === undefined || count === undefined
      ? undefined
      : { index: index - first + 1, count, ...(job === undefined ? {} : { job: env[job] }) };
  };
  const slurm = (): Task | undefined => {
    const all = task(
      'SLURM_ARRAY_TASK_ID',
      number('SLURM_ARRAY_TASK_MIN') ?? 1,
      'SLURM_ARRAY_TASK_COUNT',
      'SLURM_ARRAY_JOB_ID',
    );
    const step = number('SLURM_ARRAY_TASK_STEP') ?? 1;
    return all === undefined ? undefined : { ...all, index: (all.index - 1) / step + 1 };
  };
  return (
    slurm() ??
    task('CI_NODE_INDEX', 1, 'CI_NODE_TOTAL', 'CI_PIPELINE_ID') ??
    task('CIRCLE_NODE_INDEX', 0, 'CIRCLE_NODE_TOTAL', 'CIRCLE_WORKFLOW_ID') ??
    task('STRATEGY_JOB_INDEX', 0, 'STRATEGY_JOB_TOTAL', 'GITHUB_RUN_ID') ??
    task('JOB_COMPLETION_INDEX', 0, 'JOB_COMPLETIONS')
  );
}
