import { Fault } from '../../model/fault.ts';
import type { CommonFlags, ReportChoice } from '../arguments/options.ts';
import type { BackupSet } from './read.ts';

/** The reports and the monitor of a set. */
export type SetOutputs = Pick<CommonFlags, 'report' | 'ping'> & { readonly set: string };

/** Reports made of independent lines, so that those of several sets can follow each other on stdout. */
const LINES = new Set(['jsonl', 'github', 'terminal']);

/**
 * Throws a Fault (2) if two sets write a report to the same file, since the last would overwrite the others, or ping the
 * same monitor, since the success of one would hide the failure of another.
 */
export function rejectClashes(sets: readonly SetOutputs[]): void {
  const taken = new Map<string, string>();
  for (const { set, report = [], ping } of sets) {
    const places = [
      ...report
        .filter(({ name, file }) => file !== undefined || !LINES.has(name))
        .map(({ name, file = 'stdout' }) => ({
          what: `write the report ${name} to the same file`,
          place: file,
        })),
      ...(ping === undefined ? [] : [{ what: 'ping the same monitor', place: ping }]),
    ];
    for (const { what, place } of places) {
      const before = taken.get(place);
      taken.set(place, set);
      if (before === undefined || before === set) continue;
      throw new Fault(
        2,
        `the sets ${before} and ${set} ${what}: ${place}`,
        'put {set} into it; it is replaced by the name of the set',
      );
    }
  }
}

/** Returns the reports and the ping of a set. */
export function outputsOf({ name: set, texts }: BackupSet): SetOutputs {
  const report = (texts.get('report') ?? []).map((text): ReportChoice => {
    const [name = '', ...file] = text.split(':');
    return file.length === 0 ? { name } : { name, file: file.join(':') };
  });
  const [ping] = texts.get('ping') ?? [];
  return { set, report, ...(ping === undefined ? {} : { ping }) };
}
