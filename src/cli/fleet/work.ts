/** A worker: serves every run whose tree its root is, until it is told to stop. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatNumber } from '../../model/counts.ts';
import type { BytePath } from '../../model/path.ts';
import { formatBytes } from '../../report/text.ts';
import type { Screen } from '../screen.ts';
import type { RedisAddress } from './address.ts';
import type { BullMq } from './bullmq.ts';
import { openRedis, patientOptions, type Redis } from './connection.ts';
import { inTime, within } from './in-time.ts';
import { endRun, listRuns, PREFIX, type RunRecord } from './runs.ts';
import { type ServedRun, serveRun } from './serve-run.ts';

/** How a worker works. */
export type WorkOptions = {
  readonly bullmq: BullMq;
  readonly address: RedisAddress;
  readonly root: BytePath;
  readonly tool: string;
  readonly threads: number;
  readonly leaseMs: number;
  /** A worker that reads nothing for so long, though it has something to read, ends itself. */
  readonly hungMs: number;
  readonly healthMs: number;
  readonly screen: Screen;
  readonly signal: AbortSignal;
};

const EVERY_MS = 500;
const BEAT_MS = 2000;
const CLOSE_WITHIN_MS = 25_000;

/** Works until the signal. */
export async function work(options: WorkOptions): Promise<void> {
  const { bullmq, address, screen, signal, healthMs, hungMs } = options;
  const redis = await openRedis(bullmq, address);
  const name = `${hostname()}/${process.pid}`;
  const served = new Map<string, ServedRun>();
  const past = { ranges: 0, bytes: 0 };
  const said = new Map<string, string>();
  let healthAt = Date.now() + healthMs;
  let beatAt = 0;
  const hung = watchProgress(hungMs);
  screen.note(`worker ${name} waits for runs at ${address.shown}`);

  const leave = async (run: string): Promise<void> => {
    const each = served.get(run);
    served.delete(run);
    if (each === undefined) return;
    await within(CLOSE_WITHIN_MS, each.close());
    const { ranges, bytes } = each.sums();
    past.ranges += ranges;
    past.bytes += bytes;
  };
  const begin = (run: string, record: RunRecord): void => {
    if (record.tool !== options.tool)
      sayOnce(run, `is of ${record.tool}, and this is ${options.tool}`, record);
    else if (!served.has(run)) {
      const connection = patientOptions(address);
      served.set(run, serveRun({ ...options, connection, redis, run, record, name }));
      beatAt = 0;
    }
    const refused = served.get(run)?.refused();
    if (refused !== undefined) sayOnce(run, `is about another tree than --root shows: ${refused}`, record);
  };
  const serve = async (): Promise<void> => {
    const runs = await listRuns(redis);
    for (const run of served.keys()) if ((runs.get(run) ?? 'over') === 'over') await leave(run);
    for (const [run, record] of runs) {
      if (record === 'over') await clear(bullmq, redis, address, run);
      else if (record !== 'unknown') begin(run, record);
    }
  };
  const sayOnce = (run: string, what: string, { host, root }: RunRecord): void => {
    if (said.get(run) === what) return;
    said.set(run, what);
    screen.warn(`the run of ${host} over ${root} ${what}`, 'findmnt, and ls, show what lies there');
  };
  const sums = (): { ranges: number; bytes: number; busy: number } =>
    [...served.values()]
      .map((each) => each.sums())
      .reduce(
        (all, each) => ({
          ranges: all.ranges + each.ranges,
          bytes: all.bytes + each.bytes,
          busy: all.busy + each.busy,
        }),
        { ...past, busy: 0 },
      );

  // What Redis does not answer must not keep the others from being looked at.
  let asking: Promise<void> | undefined;
  let beating: Promise<unknown> | undefined;
  while (!signal.aborted) {
    const now = Date.now();
    asking ??= serve()
      .catch(() => {})
      .finally(() => {
        asking = undefined;
      });
    if (now >= beatAt && beating === undefined) {
      beatAt = now + BEAT_MS;
      beating = Promise.allSettled([...served.values()].map((each) => each.beat())).finally(() => {
        beating = undefined;
      });
    }
    const { ranges, bytes, busy } = sums();
    if (hung(now, bytes + ranges, busy)) {
      screen.error(
        `worker ${name} reads nothing any more: it ends, and others do what it had`,
        'look for a mount that hangs: findmnt, dmesg',
      );
      // A thread that hangs in a read lets no exit come to an end.
      process.kill(process.pid, 'SIGKILL');
    }
    if (now >= healthAt) {
      healthAt = now + healthMs;
      const state =
        busy > 0 ? `${formatNumber(busy, 'range')} at work` : served.size > 0 ? 'nothing to do' : 'no run';
      screen.note(
        `worker ${name}: ${state}, ${formatNumber(ranges, 'range')} done, ${formatBytes(bytes)} read`,
      );
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
  }
  await Promise.all([...served.keys()].map(leave));
  screen.note(
    `worker ${name} ends: ${formatNumber(past.ranges, 'range')} done, ${formatBytes(past.bytes)} read`,
  );
  redis.close();
}

/** Returns what says whether nothing moved for too long though there is something to do. */
export function watchProgress(hungMs: number): (now: number, done: number, busy: number) => boolean {
  let last = -1;
  let since = 0;
  return (now, done, busy) => {
    if (done !== last || busy === 0) {
      last = done;
      since = now;
    }
    return now - since >= hungMs;
  };
}

/** Removes what a run has left that ended without saying so. */
async function clear(bullmq: BullMq, redis: Redis, address: RedisAddress, run: string): Promise<void> {
  // What describes a queue would be written once it is gone.
  const gone = { prefix: PREFIX, skipMetasUpdate: true };
  const queue = new bullmq.Queue(run, { connection: patientOptions(address), ...gone });
  queue.on('error', () => {});
  try {
    await inTime(queue.obliterate({ force: true }));
    await endRun(redis, run);
  } finally {
    await within(CLOSE_WITHIN_MS, queue.close());
  }
}
