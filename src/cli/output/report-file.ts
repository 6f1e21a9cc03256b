import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, Fault } from '../../model/fault.ts';
import type { Out } from '../../report/reporter.ts';

/** A report file: opened before the run, so that a bad path fails at once, and renamed when complete. */
export type ReportFile = Required<Out> & { commit(): void; discard(): void };

const MOST_PREVIOUS = 2 ** 24;

/**
 * Opens a report file. A device, FIFO or link is written to, never replaced. A shared file is readable by everybody,
 * whatever the umask. Throws a Fault (2) if it cannot be written.
 */
export function openReportFile(file: string, id: string, isShared = false): ReportFile {
  const before = lstatSync(file, { throwIfNoEntry: false });
  const isSpecial = before?.isFile() === false;
  const temporary = isSpecial ? file : join(dirname(file), `.${basename(file)}.${id.slice(0, 8)}.tmp`);
  const descriptor = open(temporary, file);
  if (isShared && !isSpecial) fchmodSync(descriptor, 0o644);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  return {
    previous: () => (before?.isFile() === true && before.size < MOST_PREVIOUS ? read(file) : ''),
    write(text) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    },
    commit() {
      if (!isSpecial) fsyncSync(descriptor);
      close();
      if (!isSpecial) renameSync(temporary, file);
    },
    discard() {
      close();
      if (!isSpecial) rmSync(temporary, { force: true });
    },
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function open(temporary: string, file: string): number {
  try {
    return openSync(temporary, 'w', 0o644);
  } catch (error) {
    const hint = 'name a file in a writable directory';
    throw new Fault(
      2,
      `${file}: cannot write the report (${errorCode(error) ?? String(error)})`,
      hint,
      error,
    );
  }
}
