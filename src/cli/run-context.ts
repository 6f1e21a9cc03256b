import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Surroundings } from '../engine/run.ts';
import { version } from './version.ts';

/** Clock, host and a new identity for one run. */
export function systemSurroundings(): Surroundings {
  return { now: () => new Date(), id: randomUUID(), host: hostname(), tool: `restorable/${version()}` };
}
