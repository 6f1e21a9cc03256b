import { Fault } from '../model/fault.ts';
import type { BackupSet } from './config-read.ts';
import type { ReportChoice } from './options.ts';

/** A report of a set. */
export type SetReport = ReportChoice & { readonly set: string };

/** Reports that are lines of a log, so that those of several sets can follow each other on stdout. */
const LINES = new Set(['jsonl', 'github', 'terminal']);

/** Throws a Fault (2) where the reports of two sets go to the same place: the last would take the place of the others. */
export function refuseClashes(reports: readonly SetReport[]): void {
  const taken = new Map<string, string>();
  for (const { set, name, file } of reports) {
    if (file === undefined && LINES.has(name)) continue;
    const place = file ?? 'stdout';
    const before = taken.get(place);
    taken.set(place, set);
    if (before === undefined || before === set) continue;
    throw new Fault(
      2,
      `the sets ${before} and ${set} write the report ${name} to the same place: ${place}`,
      'put {set} into the name of the file, which stands for the name of the set',
    );
  }
}

/** The reports that a set says. */
export function reportsOf({ name: set, texts }: BackupSet): SetReport[] {
  return (texts.get('report') ?? []).map((text) => {
    const [name = '', ...file] = text.split(':');
    return file.length === 0 ? { set, name } : { set, name, file: file.join(':') };
  });
}
