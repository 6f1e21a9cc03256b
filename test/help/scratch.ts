import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A temporary directory for the trees of a test file, removed when it is done. */
export function makeScratch(): string {
  const scratch = mkdtempSync(join(tmpdir(), 'restorable-scratch-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  return scratch;
}
