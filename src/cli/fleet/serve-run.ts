/**
 * What one worker does for one run: takes its jobs, one a thread and one that waits, and answers them. Before and after each it looks whether its
 * root is still that of the run; where it is not, or the worker is to stop, the job goes back and another does it.
 */
import type { Job, Worker } from 'bullmq';
import { type BytePath, toText } from '../../model/path.ts';
import { type Lanes, openLanes } from '../../read/lanes.ts';
import type { FleetAnswer } from './answer-message.ts';
import { packAnswer } from './answer-message.ts';
import type { BullMq } from './bullmq.ts';
import type { patientOptions, Redis } from './connection.ts';
import { within } from './in-time.ts';
import { type FleetJob, unpackJob } from './job-message.ts';
import { otherRoot } from './marks.ts';
import { countWorkers, PREFIX, type RunRecord, removeWorker, reportWorker } from './runs.ts';

/** How a run is served. */
export type ServeOptions = {
  readonly bullmq: BullMq;
  readonly connection: ReturnType<typeof patientOptions>;
  readonly redis: Redis;
  readonly root: BytePath;
  readonly run: string;
  readonly record: RunRecord;
  /** `host/pid`. */
  readonly name: string;
  readonly threads: number;
  /** A job of whose worker nothing was heard for so long is done by another. */
  readonly leaseMs: number;
};

/** A run that is served. */
export type ServedRun = {
  /** Says that the worker is there, and what it did. */
  beat(): Promise<void>;
  /** Whether its root is not that of the run, and why. */
  refused(): string | undefined;
  /** What was done: its answers, the bytes read, and what is being done. */
  sums(): { readonly ranges: number; readonly bytes: number; readonly busy: number };
  /** Ends it: what is being done stops at the next file and goes back. */
  close(): Promise<void>;
};

/** Stalled so often, a job is taken to be what its workers died of. */
const MOST_STALLS = 2;
const GIVEN_BACK_MS = 250;
const CLOSE_WITHIN_MS = 15_000;
/** Where others are there, what failed here is left to them so often. */
const LEFT_TO_OTHERS = 3;

type FleetData = { readonly job?: unknown };

/** Serves a run until it is closed. */
export function serveRun(options: ServeOptions): ServedRun {
  const { bullmq, connection, redis, root, run, record, name, threads, leaseMs } = options;
  const stopping = new AbortController();
  const lanes = new Map<string, Lanes>();
  const failedHere = new Map<string, number>();
  const reported = new Map<Lanes, number>();
  let problem = otherRoot(root, record.marks);
  let beats = 0;
  let ranges = 0;
  let busy = 0;
  let worker: Worker<FleetData, string> | undefined;

  const lanesFor = ({ isUncached, passable }: FleetJob): Lanes => {
    const key = JSON.stringify([isUncached, passable]);
    const { signal } = stopping;
    const opened =
      lanes.get(key) ?? openLanes({ root, passable: new Set(passable), count: threads, isUncached, signal });
    lanes.set(key, opened);
    return opened;
  };
  /** Reads that could not pass the cache are said once, with whichever answer comes next. */
  const throughCache = (by: Lanes): number => {
    const all = by.refused() ?? 0;
    const before = reported.get(by) ?? 0;
    reported.set(by, all);
    return all - before;
  };
  const giveBack = async (job: Job<FleetData, string>, token: string | undefined): Promise<never> => {
    await job.moveToDelayed(Date.now() + GIVEN_BACK_MS, token);
    throw new bullmq.DelayedError();
  };
  const look = (): boolean => {
    problem = otherRoot(root, record.marks);
    return problem === undefined;
  };
  const isLeft = async (id: string): Promise<boolean> => {
    const times = failedHere.get(id);
    if (times === undefined || times > LEFT_TO_OTHERS || (await countWorkers(redis, run)) < 2) return false;
    failedHere.set(id, times + 1);
    return true;
  };
  const work = async (job: FleetJob): Promise<FleetAnswer> => {
    const by = lanesFor(job);
    if ('range' in job) return { range: await by.compare(job.range), throughCache: throughCache(by) };
    return { read: await by.inspect(job.read), throughCache: throughCache(by) };
  };
  const answer = async (job: Job<FleetData, string>, token?: string): Promise<string> => {
    const given = unpackJob(job.data.job);
    if (given === undefined) throw new bullmq.UnrecoverableError('not a job of a fleet');
    if ((await isLeft(job.id ?? '')) || !look()) return giveBack(job, token);
    busy += 1;
    try {
      const done = await work(given);
      if (stopping.signal.aborted || !look()) return await giveBack(job, token);
      ranges += 1;
      return packAnswer(done);
    } finally {
      busy -= 1;
    }
  };
  const start = (): void => {
    worker = new bullmq.Worker<FleetData, string>(
      run,
      async (job, token) => {
        try {
          return await answer(job, token);
        } catch (error) {
          if (!(error instanceof bullmq.DelayedError)) failedHere.set(job.id ?? '', 1);
          throw error;
        }
      },
      {
        connection,
        prefix: PREFIX,
        concurrency: threads + 1,
        lockDuration: leaseMs,
        stalledInterval: Math.max(500, leaseMs / 3),
        maxStalledCount: MOST_STALLS,
        runRetryDelay: 1000,
      },
    );
    worker.on('error', () => {});
  };
  /** A worker whose root is another one takes nothing more, until its root is there again. */
  const settle = async (): Promise<void> => {
    if (stopping.signal.aborted) return;
    if (worker === undefined ? look() : problem === undefined) {
      if (worker === undefined) start();
      return;
    }
    const closing = worker;
    worker = undefined;
    if (closing !== undefined) await within(CLOSE_WITHIN_MS, closing.close());
  };
  if (problem === undefined) start();
  const sums = (): ReturnType<ServedRun['sums']> => ({
    ranges,
    bytes: [...lanes.values()].reduce((sum, each) => sum + each.bytes(), 0),
    busy,
  });

  return {
    async beat() {
      await settle();
      beats += 1;
      const { bytes } = sums();
      const refused =
        problem === undefined ? {} : { refused: `its root ${toText(root)} shows another tree: ${problem}` };
      await reportWorker(redis, run, { name, beat: beats, threads, ranges, bytes, ...refused });
    },
    refused: () => problem,
    sums,
    async close() {
      stopping.abort();
      if (worker !== undefined) await within(CLOSE_WITHIN_MS, worker.close());
      await Promise.all([...lanes.values()].map((each) => each.close()));
      await removeWorker(redis, run, name);
    },
  };
}
