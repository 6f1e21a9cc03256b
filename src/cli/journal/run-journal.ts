import type { RunContext } from '../../engine/run.ts';
import type { ExitCode, RunEvent } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import type { CommonFlags } from '../arguments/options.ts';
import type { Screen } from '../screen.ts';
import type { SignFile } from '../signing/signing-key.ts';
import { type Journal, openJournal } from './journal.ts';
import { pruneJournals, pruneOldJournals } from './prune.ts';

/** The flags that are about the journal of a command. */
type JournalFlags = Pick<CommonFlags, 'journal' | 'keep' | 'signJournal'>;

/** Opens the key that signs the journal of a command; undefined where none is to. Throws a Fault (2). */
export async function keyOfJournal(
  { journal, signJournal: key }: JournalFlags,
  roots: readonly string[],
): Promise<SignFile | undefined> {
  if (!journal || key === undefined) return undefined;
  const { openJournalKey } = await import('./journal-signature.ts');
  return openJournalKey(key, roots);
}

/** Opens the journal of a command, and says and keeps the fault where it cannot be. */
export function tryOpenJournal(
  command: string,
  context: RunContext,
  screen: Screen,
  faults: Fault[],
): Journal | undefined {
  try {
    return openJournal(command, context.now(), context.id);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    screen.error(error.message, error.hint);
    faults.push(error);
    return undefined;
  }
}

/** Ends a journal before any run: it says why there is none. */
export function leaveFault(journal: Journal, event: RunEvent): void {
  try {
    journal.write(`${JSON.stringify(event)}\n`);
  } catch {
    // The fault itself is reported.
  } finally {
    journal.close();
  }
}

/** Ends a journal, signs it and removes those that are too old; returns the exit code of each step that failed, and says it unless it was. */
export async function endJournal(
  journal: Journal,
  sign: SignFile | undefined,
  { keep }: JournalFlags,
  screen: Screen,
  now: Date,
): Promise<ExitCode[]> {
  const isSaid = journal.failure !== undefined;
  journal.close();
  const { failure } = journal;
  const fault = failure ?? (sign === undefined ? undefined : await unsigned(journal.file, sign));
  if (fault !== undefined && !isSaid) screen.error(fault.message, fault.hint);
  if (keep === undefined) pruneOldJournals(journal.file, now);
  else pruneJournals(journal.file, keep);
  return fault === undefined ? [] : [3];
}

async function unsigned(file: string, sign: SignFile): Promise<Fault | undefined> {
  const { signJournal } = await import('./journal-signature.ts');
  try {
    await signJournal(file, sign);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
