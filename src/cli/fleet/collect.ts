/** A run whose tree is read by a fleet: its place in Redis, and what opens its lanes. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { OpenLanes } from '../../engine/run.ts';
import type { Fault } from '../../model/fault.ts';
import { belowRoot, toText } from '../../model/path.ts';
import type { Screen } from '../screen.ts';
import type { RedisAddress } from './address.ts';
import type { BullMq } from './bullmq.ts';
import { openRedis, patientOptions } from './connection.ts';
import { openFleetLanes } from './fleet-lanes.ts';
import { within } from './in-time.ts';
import { marksOf } from './marks.ts';
import { openPost } from './post.ts';
import { endRun } from './runs.ts';
import { watchWorkers } from './watch-workers.ts';

/** Where a fleet is, and how it is used. */
export type FleetOptions = {
  readonly bullmq: BullMq;
  readonly address: RedisAddress;
  readonly ahead: number;
  readonly waitMs: number;
  readonly screen: Screen;
  readonly tool: string;
};

const GOODBYE_MS = 2000;

/** Returns what opens the lanes of runs on a fleet. */
export function lanesOfFleet(options: FleetOptions): OpenLanes {
  const { bullmq, address, ahead, waitMs, screen, tool } = options;
  return ({ root, passable, isUncached, signal, vouching }) =>
    openFleetLanes({
      root,
      passable,
      isUncached,
      ahead,
      async open() {
        const run = randomUUID();
        const inTree = vouching.flatMap((file) => belowRoot(root, file) ?? []);
        const record = { tool, host: hostname(), root: toText(root), marks: marksOf(root, inTree) };
        const redis = await openRedis(bullmq, address);
        const post = await openPost({
          bullmq,
          connection: patientOptions(address),
          redis,
          run,
          ahead,
          signal,
        });
        const { shown } = address;
        const giveUp = (reason: Fault): void => post.giveUp(reason);
        const watch = watchWorkers({ redis, run, record, screen, waitMs, shown, giveUp });
        return {
          send: (job) => post.send(job),
          workers: () => watch.workers(),
          async close() {
            watch.close();
            await within(GOODBYE_MS, endRun(redis, run));
            await post.close();
            await within(GOODBYE_MS, endRun(redis, run));
            redis.close();
          },
        };
      },
    });
}
