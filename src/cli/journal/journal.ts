import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errorCode, Fault } from '../../model/fault.ts';
import type { Out } from '../../report/reporter.ts';
import { makeDirectory } from '../make-directory.ts';
import { indexLine, isMarked, SHORT } from './journal-marks.ts';
import { stampOf } from './past-runs.ts';

/** A file with the events of one command, written line by line. */
export type Journal = Out & {
  readonly file: string;
  /** Why it is incomplete, such as a full disk. */
  readonly failure: Fault | undefined;
  /** Makes it lasting, so that a power cut does not bring back an older answer; what fails is a `failure`. */
  close(): void;
};

/** Returns the state directory: `/var/lib/restorable` for root, else below the XDG state directory. */
export function stateDirectory(): string {
  const { env } = process;
  const xdg = env['XDG_STATE_HOME'];
  if (xdg !== undefined && xdg.startsWith('/')) return join(xdg, 'restorable');
  return process.getuid?.() === 0 ? '/var/lib/restorable' : join(homedir(), '.local', 'state', 'restorable');
}

/** Returns the directory of the journals. */
export function journalDirectory(): string {
  return join(stateDirectory(), 'journal');
}

/**
 * Opens the journal of a command. Throws a Fault (3) if the state directory is not writable; a failed write throws one too,
 * and is kept as `failure`.
 */
export function openJournal(command: string, startedAt: Date, id: string): Journal {
  const directory = journalDirectory();
  const file = join(directory, `${stampOf(startedAt)}-${command}-${id.slice(0, 8)}.jsonl`);
  const descriptor = open(directory, file);
  const marks: number[] = [];
  let length = 0;
  let failure: Fault | undefined;
  const write = (text: string | Uint8Array): void => {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    length += bytes.length;
  };
  return {
    file,
    get failure() {
      return failure;
    },
    write(line) {
      if (typeof line === 'string' && isMarked(line)) marks.push(length);
      try {
        write(line);
      } catch (error) {
        failure = unwritten(file, error);
        throw failure;
      }
    },
    close() {
      try {
        if (failure === undefined && length > SHORT) write(indexLine(marks));
        fsyncSync(descriptor);
      } catch (error) {
        failure ??= unwritten(file, error);
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

function open(directory: string, file: string): number {
  try {
    makeDirectory(directory);
    return openSync(file, 'wx', 0o644);
  } catch (error) {
    throw unwritten(file, error);
  }
}

function unwritten(file: string, error: unknown): Fault {
  const hint = 'make it writable, set XDG_STATE_HOME, or do without a journal: --no-journal';
  const why = errorCode(error) ?? String(error);
  return new Fault(3, `${file}: cannot write the journal (${why})`, hint, error);
}
