import { closeSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { removeFile } from '../small-files.ts';
import { forgetCleared, noteCleared, signatureOf } from './chain.ts';
import { AT_ONCE } from './journal-marks.ts';
import { journalsIn, stampOf } from './past-runs.ts';

const HEAD = 65_536;
const USUAL_RUNS = 60;
const USUAL_DAYS = 90;
const DAY_MS = 86_400_000;

/** Removes, as `pruneJournals` does, journals that are neither of the last 90 days nor among the newest 60. */
export function pruneOldJournals(journal: string, now: Date): void {
  const since = stampOf(new Date(now.getTime() - USUAL_DAYS * DAY_MS));
  const all = journalsIn(dirname(journal));
  // The first line of every journal is only read where one of them may go.
  if (all.length > USUAL_RUNS && all.some(({ stamp }) => stamp < since))
    pruneJournals(journal, USUAL_RUNS, since);
}

/**
 * Removes the journals of the same command and first root beside one, except the newest `keep`; the one itself always stays.
 * Where `since` is given, a stamp as in their names, what began later stays too.
 */
export function pruneJournals(journal: string, keep: number, since?: string): void {
  const [command, root] = keyOf(journal);
  if (command === undefined) return;
  const others = journalsIn(dirname(journal)).filter(({ file }) => {
    if (file === journal) return false;
    const [otherCommand, otherRoot] = keyOf(file);
    return otherCommand === command && otherRoot === root;
  });
  const old = others.slice(Math.max(0, keep - 1)).filter(({ stamp }) => since === undefined || stamp < since);
  for (const { file } of old) {
    noteCleared(file);
    removeFile(file);
    removeFile(signatureOf(file));
  }
  if (old.length > 0) forgetCleared(journalsIn(dirname(journal)).map(({ file }) => file));
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
  const descriptor = openSync(file, AT_ONCE);
  try {
    const buffer = Buffer.alloc(HEAD);
    const n = readSync(descriptor, buffer);
    const end = buffer.indexOf(0x0a);
    return buffer.toString('utf8', 0, end < 0 ? n : end);
  } finally {
    closeSync(descriptor);
  }
}
