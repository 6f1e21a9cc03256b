import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, parse } from 'node:path';
import { isMistakenPath } from '../../model/errno.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { temporaryName } from '../../model/temporary-name.ts';
import type { Out } from '../../report/reporter.ts';
import { readText, removeFile } from '../small-files.ts';
import { trackTemporary } from '../temporary-files.ts';

/** A report file: opened before the run, so that a bad path fails at once, and renamed when complete. */
export type ReportFile = Out &
  Required<Pick<Out, 'previous'>> & {
    commit(): void;
    discard(): void;
    /** Returns the fault (3) of a report that could not be written, which says what lies there instead. */
    failed(error: unknown): Fault;
  };

const MOST_PREVIOUS = 2 ** 24;

/**
 * Opens a report file. A device, FIFO or link is written to, never replaced. A shared file is readable by everybody,
 * whatever the umask. Throws a Fault if it cannot be opened: 2 where another path would do, else 3.
 */
export function openReportFile(file: string, id: string, isShared = false): ReportFile {
  const before = look(file);
  const isSpecial = before?.isFile() === false;
  const temporary = isSpecial ? file : join(dirname(file), temporaryName(basename(file), id));
  const descriptor = open(temporary, file);
  const pages: ReportFile[] = [];
  const forget = isSpecial ? (): void => {} : trackTemporary(temporary);
  if (isShared && !isSpecial) fchmodSync(descriptor, 0o644);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  return {
    previous: () => (before?.isFile() === true && before.size < MOST_PREVIOUS ? read(file) : ''),
    write(text) {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    },
    beside(number) {
      if (isSpecial) return undefined;
      const name = pageBeside(file, number);
      const page = openReportFile(name, id, isShared);
      pages.push(page);
      return { name: basename(name), of: basename(file), write: (text) => page.write(text) };
    },
    commit() {
      for (const page of pages) page.commit();
      if (!isSpecial) removePages(file, pages.length);
      if (!isSpecial) fsyncSync(descriptor);
      close();
      if (!isSpecial) renameSync(temporary, file);
      forget();
    },
    discard() {
      for (const page of pages) page.discard();
      close();
      if (!isSpecial) removeFile(temporary);
      forget();
    },
    failed: (error) => unwritten(file, before, error),
  };
}

/** `page.html` has `page.findings-1.html` beside it. */
function pageBeside(file: string, number: number): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.findings-${number}${ext}`);
}

/** Removes the pages that an earlier report had beside it and this one has not. */
function removePages(file: string, count: number): void {
  for (let number = count + 1; look(pageBeside(file, number))?.isFile() === true; number++)
    removeFile(pageBeside(file, number));
}

function read(file: string): string {
  try {
    return readText(file);
  } catch {
    return '';
  }
}

function look(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw unopened(file, error);
  }
}

function open(temporary: string, file: string): number {
  try {
    return openSync(temporary, 'w', 0o644);
  } catch (error) {
    throw unopened(file, error);
  }
}

function unopened(file: string, error: unknown): Fault {
  const code = errorCode(error) ?? String(error);
  const message = `${file}: cannot write the report (${code})`;
  return new Fault(isMistakenPath(code) ? 2 : 3, message, 'name a file in a writable directory', error);
}

function unwritten(file: string, before: Stats | undefined, error: unknown): Fault {
  const left =
    before?.isFile() === true
      ? `; the one that is there is of an earlier run (${before.mtime.toISOString()})`
      : '';
  const why = errorCode(error) ?? (error instanceof Error ? error.message : String(error));
  const hint =
    'free some space, or name another file; the journal has all findings: restorable report JOURNAL';
  return new Fault(3, `${file}: cannot write the report (${why})${left}`, hint, error);
}
