import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { RunContext } from '../engine/run.ts';
import { version } from './version.ts';

/** Returns the clock, the host and a new id for one run. */
export function systemContext(): RunContext {
  return { now: () => new Date(), id: randomUUID(), host: hostname(), tool: `restorable/${version()}` };
}
