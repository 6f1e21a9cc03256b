import { Fault } from '../../model/fault.ts';
import type { CommonFlags, ReportChoice } from '../arguments/options.ts';
import type { BackupSet } from './read.ts';

/** Who is told of a set: its reports, and its monitor. */
export type SetTold = Pick<CommonFlags, 'report' | 'ping'> & { readonly set: string };

/** Reports that are lines of a log, so that those of several sets can follow each other on stdout. */
const LINES = new Set(['jsonl', 'github', 'terminal']);

/**
 * Throws a Fault (2) where two sets write a report to the same place, for the last would take the place of the others, or
 * tell the same monitor, for the success of one would hide the failure of another.
 */
export function refuseClashes(sets: readonly SetTold[]): void {
  const taken = new Map<string, string>();
  for (const { set, report = [], ping } of sets) {
    const places = [
      ...report
        .filter(({ name, file }) => file !== undefined || !LINES.has(name))
        .map(({ name, file = 'stdout' }) => ({
          what: `write the report ${name} to the same place`,
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
        'put {set} into it, which stands for the name of the set',
      );
    }
  }
}

/** The reports and the ping that a set says. */
export function notifiedOf({ name: set, texts }: BackupSet): SetTold {
  const report = (texts.get('report') ?? []).map((text): ReportChoice => {
    const [name = '', ...file] = text.split(':');
    return file.length === 0 ? { name } : { name, file: file.join(':') };
  });
  const [ping] = texts.get('ping') ?? [];
  return { set, report, ...(ping === undefined ? {} : { ping }) };
}
