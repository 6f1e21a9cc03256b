import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { RunContext } from '../engine/run.ts';
import { version } from './version.ts';

/** Clock, host and a new identity for one run. */
export function systemContext(): RunContext {
  return { now: () => new Date(), id: randomUUID(), host: hostname(), tool: `restorable/${version()}` };
}
