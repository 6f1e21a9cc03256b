/**
 * The jobs of a run on their way through Redis: at most so many are there at a time, each is looked after until its answer is here, and what Redis
 * lost is given to it again. A job has one id whatever becomes of it, so that two answers to it are one.
 */

import { type FleetAnswer, unpackAnswer } from './answer-message.ts';
import type { BullMq } from './bullmq.ts';
import type { patientOptions, Redis } from './connection.ts';
import { inTime, within } from './in-time.ts';
import type { FleetJob } from './job-message.ts';
import { packJob } from './job-message.ts';
import { PREFIX } from './runs.ts';

/** What became of a job: its answer; or it failed at every worker that tried it, or killed it; or the run was stopped. */
export type Outcome =
  | { readonly is: 'done'; readonly answer: FleetAnswer }
  | { readonly is: 'failed' }
  | { readonly is: 'stopped' };

/** Gives jobs to workers. */
export type Post = {
  /** Has a job done; rejects where the run is given up. */
  send(job: FleetJob): Promise<Outcome>;
  /** Gives everything up: what is under way is rejected, and what comes. */
  giveUp(reason: unknown): void;
  close(): Promise<void>;
};

/** How a post is opened. */
export type PostOptions = {
  readonly bullmq: BullMq;
  readonly connection: ReturnType<typeof patientOptions>;
  readonly redis: Redis;
  readonly run: string;
  /** How many jobs are in Redis at most. */
  readonly ahead: number;
  readonly signal: AbortSignal | undefined;
};

type Order = {
  readonly id: string;
  readonly job: FleetJob;
  readonly packed: string;
  looked: number;
  settle(outcome: Outcome): void;
  reject(reason: unknown): void;
};

/** How often a job is tried that fails by itself; `work.ts` has how often one is that takes its worker with it. */
const ATTEMPTS = 3;
const LATER_MS = 300;
const LOOK_EVERY_MS = 1000;
const LOOK_AFTER_MS = 2000;
const LOOKS_AT_ONCE = 256;
const JOB_SECONDS = 86_400;
const CLOSE_WITHIN_MS = 3000;

/** Opens the post of a run. */
export async function openPost(options: PostOptions): Promise<Post> {
  const { bullmq, connection, redis, run, ahead, signal } = options;
  const queue = new bullmq.Queue(run, {
    connection,
    prefix: PREFIX,
    streams: { events: { maxLen: 4 * ahead } },
  });
  const events = new bullmq.QueueEvents(run, { connection, prefix: PREFIX });
  queue.on('error', () => {});
  events.on('error', () => {});
  await events.waitUntilReady();
  const waiting: Order[] = [];
  const out = new Map<string, Order>();
  let isLooking = false;
  let sent = 0;
  let givenUp: { readonly reason: unknown } | undefined;

  const put = async ({ id, packed }: Order): Promise<void> => {
    const retries = { attempts: ATTEMPTS, backoff: { type: 'fixed', delay: LATER_MS }, stackTraceLimit: 0 };
    await queue.add('range', { job: packed }, { jobId: id, ...retries });
    await redis.all([['EXPIRE', `${PREFIX}:${run}:${id}`, JOB_SECONDS]]);
  };
  const fill = (): void => {
    while (out.size < ahead) {
      const order = waiting.shift();
      if (order === undefined) return;
      out.set(order.id, order);
      order.looked = Date.now();
      // What was not taken, such as where its memory is full, is missed when it is looked for.
      put(order).catch(() => {});
    }
  };
  const settle = (id: string, outcome: Outcome): void => {
    const order = out.get(id);
    if (order === undefined) return;
    out.delete(id);
    order.settle(outcome);
    queue.remove(id).catch(() => {});
    fill();
  };
  const take = (id: string, returned: unknown): void => {
    const order = out.get(id);
    if (order === undefined) return;
    const answer = unpackAnswer(returned, order.job);
    settle(id, answer === undefined ? { is: 'failed' } : { is: 'done', answer });
  };
  events.on('completed', ({ jobId, returnvalue }) => take(jobId, returnvalue));
  events.on('failed', ({ jobId }) => settle(jobId, { is: 'failed' }));

  /** Looks for one of which nothing was heard: what Redis says on its way may be lost, and what it has. */
  const look = async (order: Order): Promise<void> => {
    const state = await queue.getJobState(order.id);
    if (state === 'unknown' && out.has(order.id)) await put(order);
    if (state === 'failed') settle(order.id, { is: 'failed' });
    if (state === 'completed') take(order.id, (await queue.getJob(order.id))?.returnvalue);
  };
  const lookForAll = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    const now = Date.now();
    const quiet = [...out.values()].filter(({ looked }) => now - looked >= LOOK_AFTER_MS);
    try {
      for (const order of quiet.toSorted((a, b) => a.looked - b.looked).slice(0, LOOKS_AT_ONCE)) {
        order.looked = Date.now();
        await inTime(look(order));
      }
    } catch {
      // Redis is away or full: the next look comes.
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void lookForAll(), LOOK_EVERY_MS);
  const all = (): Order[] => [...out.values(), ...waiting.splice(0)];
  const stop = (): void => {
    for (const order of all()) order.settle({ is: 'stopped' });
    out.clear();
  };
  signal?.addEventListener('abort', stop);

  return {
    send: (job) =>
      new Promise((resolve, reject) => {
        if (givenUp !== undefined) reject(givenUp.reason);
        else if (signal?.aborted === true) resolve({ is: 'stopped' });
        else {
          sent += 1;
          waiting.push({
            id: `range-${sent}`,
            job,
            packed: packJob(job),
            looked: 0,
            settle: resolve,
            reject,
          });
          fill();
        }
      }),
    giveUp(reason) {
      givenUp = { reason };
      for (const order of all()) order.reject(reason);
      out.clear();
    },
    async close() {
      clearInterval(timer);
      signal?.removeEventListener('abort', stop);
      // Where Redis is away, what is left in it expires.
      await within(CLOSE_WITHIN_MS, queue.obliterate({ force: true }));
      await Promise.all([within(CLOSE_WITHIN_MS, events.close()), within(CLOSE_WITHIN_MS, queue.close())]);
    },
  };
}
