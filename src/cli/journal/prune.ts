import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { journalsIn } from './past-runs.ts';

const HEAD = 65_536;

/** Removes the journals of the same command and first root beside one, except the newest `keep`; the one itself always stays. */
export function pruneJournals(journal: string, keep: number): void {
  const [command, root] = keyOf(journal);
  if (command === undefined) return;
  const others = journalsIn(dirname(journal)).filter(({ file }) => {
    if (file === journal) return false;
    const [otherCommand, otherRoot] = keyOf(file);
    return otherCommand === command && otherRoot === root;
  });
  for (const { file } of others.slice(Math.max(0, keep - 1))) rmSync(file, { force: true });
}

/** Reads the command and the root from the first line of a journal. */
function keyOf(file: string): readonly [command?: string, root?: string] {
  try {
    const line = firstLine(file);
    const event: unknown = JSON.parse(line);
    const { command, root } = { command: undefined, root: undefined, ...asRecord(event) };
    return typeof command === 'string' && typeof root === 'string' ? [command, root] : [];
  } catch {
    return [];
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function firstLine(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(HEAD);
    const n = readSync(descriptor, buffer);
    const end = buffer.indexOf(0x0a);
    return buffer.toString('utf8', 0, end < 0 ? n : end);
  } finally {
    closeSync(descriptor);
  }
}
