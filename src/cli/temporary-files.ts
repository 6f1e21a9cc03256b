import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handleSignals } from './signals.ts';

const remaining = new Set<string>();

/** Removes a temporary file or directory when the process exits, however that happens; returns a function that forgets it. */
export function trackTemporary(path: string): () => void {
  handleSignals();
  if (remaining.size === 0) process.once('exit', removeRemaining);
  remaining.add(path);
  return () => {
    remaining.delete(path);
    if (remaining.size === 0) process.off('exit', removeRemaining);
  };
}

/** Returns a directory below TMPDIR for what does not fit into memory; who needs it creates it, and the exit removes it. */
export function temporaryDirectory(): string {
  const directory = join(tmpdir(), `restorable-${randomUUID()}`);
  trackTemporary(directory);
  return directory;
}

function removeRemaining(): void {
  for (const path of remaining) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The disk does not let us; the next run clears what is left in a tree.
    }
  }
}
