/** The runs that want workers, in Redis: what each is about, and who works for it. Everything is gone after a while where nobody renews it. */
import { both, count, fields, optional, text } from '../../model/checks.ts';
import { isRecord } from '../../model/record.ts';
import type { Redis } from './connection.ts';
import { isMarks, type RootMarks } from './marks.ts';

/** With what all keys in Redis begin. */
export const PREFIX = 'restorable';

/** What a worker has to know of a run before it takes its ranges. */
export type RunRecord = {
  /** `restorable/0.1.0`: only the same version reads and judges in the same way. */
  readonly tool: string;
  readonly host: string;
  /** The root at the collector, as text for people. */
  readonly root: string;
  readonly marks: RootMarks;
};

/** What a worker says of itself: it is heard of while `beat` changes. */
export type WorkerState = {
  /** `host/pid`. */
  readonly name: string;
  readonly beat: number;
  readonly threads: number;
  readonly ranges: number;
  readonly bytes: number;
  /** Why it takes nothing of this run. */
  readonly refused?: string;
};

const RUNS = `${PREFIX}:runs`;
const recordKey = (run: string): string => `${PREFIX}:run:${run}`;
const workersKey = (run: string): string => `${PREFIX}:workers:${run}`;

/** A run of which nothing was heard for so long is over. */
const RUN_SECONDS = 60;
/** What a run that is over may leave is gone after this. */
const KEPT_SECONDS = 3600;
/** The keys of a queue, beside those of its jobs and those that expire by themselves: a lasting `stalled-check` would let no stalled job be found. */
const QUEUE_KEYS =
  'active wait paused id delayed prioritized completed failed stalled meta events pc marker'.split(' ');

const isRun = (value: unknown): value is RunRecord =>
  both(
    fields({ tool: text, host: text, root: text }),
    (each) => isRecord(each) && isMarks(each['marks']),
  )(value);
const isState = (value: unknown): value is WorkerState =>
  fields({ name: text, beat: count, threads: count, ranges: count, bytes: count, refused: optional(text) })(
    value,
  );

/** Keeps a run and what belongs to it alive, and returns its workers. */
export async function renewRun(
  redis: Redis,
  run: string,
  record: RunRecord,
): Promise<readonly WorkerState[]> {
  const [states] = await redis.all([
    ['HVALS', workersKey(run)],
    ['SET', recordKey(run), JSON.stringify(record), 'EX', RUN_SECONDS],
    ['SADD', RUNS, run],
    ['EXPIRE', RUNS, KEPT_SECONDS],
    ...keeping(run),
  ]);
  if (states instanceof Error) throw states;
  return listed(states).flatMap((each) => parsed(each, isState) ?? []);
}

/** Removes a run. */
export async function endRun(redis: Redis, run: string): Promise<void> {
  await redis.all([
    ['SREM', RUNS, run],
    ['DEL', recordKey(run), workersKey(run)],
    // A job that goes back meanwhile makes keys anew.
    ...keeping(run, RUN_SECONDS),
  ]);
}

/** Returns all runs, with what is known of each; `over` where nobody renewed it, `unknown` where a version wrote it that this one does not know. */
export async function listRuns(redis: Redis): Promise<ReadonlyMap<string, RunRecord | 'over' | 'unknown'>> {
  const [found] = await redis.all([['SMEMBERS', RUNS]]);
  if (found instanceof Error) throw found;
  const ids = listed(found);
  const records = ids.length === 0 ? [] : await redis.all(ids.map((run) => ['GET', recordKey(run)]));
  return new Map(
    ids.map((run, i) => [run, records[i] === null ? 'over' : (parsed(records[i], isRun) ?? 'unknown')]),
  );
}

/** Says that a worker is there. */
export async function reportWorker(redis: Redis, run: string, state: WorkerState): Promise<void> {
  await redis.all([['HMSET', workersKey(run), state.name, JSON.stringify(state)], ...keeping(run)]);
}

/** Says that a worker is gone, for which the run may be over: what it left there then does not last. */
export async function removeWorker(redis: Redis, run: string, name: string): Promise<void> {
  await redis.all([['HDEL', workersKey(run), name], ...keeping(run, RUN_SECONDS)]);
}

/** Returns how many workers a run has. */
export async function countWorkers(redis: Redis, run: string): Promise<number> {
  const [value] = await redis.all([['HLEN', workersKey(run)]]);
  return typeof value === 'number' ? value : 0;
}

function keeping(run: string, seconds = KEPT_SECONDS): (readonly [string, string, number])[] {
  const keys = [workersKey(run), ...QUEUE_KEYS.map((each) => `${PREFIX}:${run}:${each}`)];
  return keys.map((key) => ['EXPIRE', key, seconds] as const);
}

const listed = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

function parsed<T>(value: unknown, is: (value: unknown) => value is T): T | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const read: unknown = JSON.parse(value);
    return is(read) ? read : undefined;
  } catch {
    return undefined;
  }
}
