import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BeginEvent } from '../../model/event.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import type { Out } from '../../report/reporter.ts';
import { makeDirectory } from '../make-directory.ts';
import { keepLast, lastLink, tailLine } from './chain.ts';
import { isMarked } from './journal-marks.ts';
import { stampOf } from './past-runs.ts';
import { journalDirectory } from './state-directory.ts';

/** A file with the events of one command, written line by line. */
export type Journal = Out & {
  readonly file: string;
  /** Why it is incomplete, such as a full disk. */
  readonly failure: Fault | undefined;
  /** Ends it with its digest and makes it lasting, so that a power cut does not bring back an older answer; what fails is a `failure`. */
  close(): void;
};

/**
 * Opens the journal of a command. Throws a Fault (3) if the state directory is not writable; a failed write throws one too,
 * and is kept as `failure`.
 */
export function openJournal(command: string, startedAt: Date, id: string): Journal {
  const directory = journalDirectory();
  const file = join(directory, `${stampOf(startedAt)}-${command}-${id.slice(0, 8)}.jsonl`);
  const descriptor = open(directory, file);
  const marks: number[] = [];
  const digested = createHash('sha256');
  let root = '';
  let length = 0;
  let failure: Fault | undefined;
  const write = (text: string | Uint8Array): void => {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    length += bytes.length;
  };
  const end = (): void => {
    const { line, sha256 } = tailLine(marks, lastLink(root), digested);
    write(line);
    fsyncSync(descriptor);
    keepLast(root, { journal: basename(file), sha256 });
  };
  return {
    file,
    get failure() {
      return failure;
    },
    write(line) {
      if (typeof line === 'string' && isMarked(line)) {
        marks.push(length);
        if (root === '') root = rootOf(line);
      }
      try {
        write(line);
        digested.update(line);
      } catch (error) {
        failure = unwritten(file, error);
        throw failure;
      }
    },
    close() {
      try {
        if (failure === undefined) end();
        else fsyncSync(descriptor);
      } catch (error) {
        failure ??= unwritten(file, error);
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

/** The root of a line that begins a run; '' where it is about the command itself. */
function rootOf(line: string): string {
  const { root }: Partial<BeginEvent> = JSON.parse(line);
  return root ?? '';
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
