import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Surroundings } from '../engine/run.ts';

/** The version in package.json. */
export function version(): string {
  const text: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return text.version;
}

/** Clock, host and a new identity for one run. */
export function systemSurroundings(): Surroundings {
  return { now: () => new Date(), id: randomUUID(), host: hostname(), tool: `restorable/${version()}` };
}
