import { closeSync, fsyncSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, Fault } from '../model/fault.ts';
import type { Out } from '../report/reporter.ts';

/** A report on its way into a file: opened before the run, so that a bad path fails at once, and renamed at its end. */
export type ReportFile = Out & { commit(): void; discard(): void };

/** Opens a report file; a device, FIFO or link is written through, never replaced. Throws a Fault (2) where it cannot be written. */
export function openReportFile(file: string, id: string): ReportFile {
  const isSpecial = lstatSync(file, { throwIfNoEntry: false })?.isFile() === false;
  const temporary = isSpecial ? file : join(dirname(file), `.${basename(file)}.${id.slice(0, 8)}.tmp`);
  const descriptor = open(temporary, file);
  return {
    write(text) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    },
    commit() {
      if (!isSpecial) fsyncSync(descriptor);
      closeSync(descriptor);
      if (!isSpecial) renameSync(temporary, file);
    },
    discard() {
      closeSync(descriptor);
      if (!isSpecial) rmSync(temporary, { force: true });
    },
  };
}

function open(temporary: string, file: string): number {
  try {
    return openSync(temporary, 'w', 0o644);
  } catch (error) {
    const hint = 'name a file in a directory that can be written to';
    throw new Fault(
      2,
      `${file}: cannot write the report (${errorCode(error) ?? String(error)})`,
      hint,
      error,
    );
  }
}
