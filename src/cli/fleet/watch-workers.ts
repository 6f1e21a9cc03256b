/** Who works for a run: says who takes nothing and why, who was lost, and that nobody is there, and gives the run up where that lasts. */

import { formatSeconds } from '../../model/counts.ts';
import { Fault } from '../../model/fault.ts';
import type { WorkerProgress } from '../../model/worker-progress.ts';
import type { Screen } from '../screen.ts';
import type { Redis } from './connection.ts';
import { type RunRecord, renewRun, type WorkerState } from './runs.ts';

/** How workers are watched. */
export type WatchOptions = {
  readonly redis: Redis;
  readonly run: string;
  readonly record: RunRecord;
  readonly screen: Screen;
  /** How long nobody may be there. */
  readonly waitMs: number;
  /** The address of Redis without what is secret. */
  readonly shown: string;
  giveUp(reason: Fault): void;
};

const EVERY_MS = 1000;
/** A worker says every two seconds that it is there. */
const LOST_AFTER_MS = 15_000;
const SAY_AFTER_MS = 10_000;

type Seen = { state: WorkerState; at: number; isLost: boolean };

/** Watches the workers of a run; `workers` returns what each of them did for it. */
export function watchWorkers(options: WatchOptions): { workers(): WorkerProgress[]; close(): void } {
  const { redis, run, record, screen } = options;
  const seen = new Map<string, Seen>();
  let aloneSince = Date.now();
  let isSaid = false;
  let isAsking = false;
  let answeredAt = Date.now();

  const see = (states: readonly WorkerState[], now: number): void => {
    answeredAt = now;
    for (const state of states) {
      const before = seen.get(state.name);
      if (before?.state.beat === state.beat) continue;
      if (state.refused !== undefined && before?.state.refused === undefined)
        screen.warn(`worker ${state.name} takes nothing: ${state.refused}`, hintOf(record));
      seen.set(state.name, { state, at: now, isLost: false });
    }
    const names = new Set(states.map(({ name }) => name));
    for (const [name, each] of seen) {
      if (each.isLost) continue;
      const hasLeft = !names.has(name);
      if (!hasLeft && now - each.at < LOST_AFTER_MS) continue;
      each.isLost = true;
      if (!hasLeft) screen.warn(`worker ${name} is not heard of any more: others do again what it had`);
    }
  };
  const isThere = ({ state, isLost }: Seen): boolean => !isLost && state.refused === undefined;

  const judge = (now: number): void => {
    const isAway = now - answeredAt >= LOST_AFTER_MS;
    if (!isAway && [...seen.values()].some(isThere)) {
      aloneSince = now;
      isSaid = false;
      return;
    }
    const alone = now - aloneSince;
    const what = isAway
      ? `${options.shown}: Redis does not answer`
      : `no worker takes ranges of ${record.root}`;
    const hint = isAway ? 'redis-cli ping' : hintOf(record);
    if (alone >= options.waitMs)
      options.giveUp(new Fault(3, `${what}, for ${formatSeconds(alone / 1000)}`, hint));
    else if (alone >= SAY_AFTER_MS && !isSaid) {
      isSaid = true;
      screen.warn(what, hint);
    }
  };
  const ask = async (): Promise<void> => {
    judge(Date.now());
    if (isAsking) return;
    isAsking = true;
    try {
      see(await renewRun(redis, run, record), Date.now());
    } catch {
      // It is asked again.
    } finally {
      isAsking = false;
    }
  };
  void ask();
  const timer = setInterval(() => void ask(), EVERY_MS);
  return {
    workers: () => [...seen.values()].map(({ state: { name, ranges, bytes } }) => ({ name, ranges, bytes })),
    close: () => clearInterval(timer),
  };
}

const hintOf = ({ root }: RunRecord): string =>
  `on each host that sees the tree: restorable worker --redis URL --root ${root}`;
