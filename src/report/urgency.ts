import type { FindingEvent } from '../model/event.ts';
import { ALL_CODES, FINDING_CODES, type FindingCode, isFindingCode, severityRank } from '../model/finding.ts';

/** How many findings of a code there were. */
export type CodeCount = { readonly code: FindingCode; readonly count: number };

/** Returns the codes with their counts, the most urgent first: the order in which every report names them. */
export function byUrgency(counts: Readonly<Partial<Record<FindingCode, number>>>): CodeCount[] {
  return Object.keys(counts)
    .filter(isFindingCode)
    .map((code) => ({ code, count: counts[code] ?? 0 }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => urgency(b.code) - urgency(a.code) || moreFirst(a, b));
}

/** Adds up counts by code, where one code is counted in several severities or directories. */
export function sumByCode(counted: Iterable<CodeCount>): Partial<Record<FindingCode, number>> {
  const counts: Partial<Record<FindingCode, number>> = {};
  for (const { code, count } of counted) counts[code] = (counts[code] ?? 0) + count;
  return counts;
}

/** Codes of one urgency: as the table has them where they are about many files, else the more frequent first. */
function moreFirst(a: CodeCount, b: CodeCount): number {
  return FINDING_CODES[a.code].weight === 'one'
    ? b.count - a.count
    : ALL_CODES.indexOf(a.code) - ALL_CODES.indexOf(b.code);
}

/**
 * Returns how urgent a code is, more being more urgent: what speaks of the whole run, then of its manifest, then of a
 * directory, then of one path; each by the usual severity of the code.
 */
export function urgency(code: FindingCode): number {
  const { weight, exit, severity } = FINDING_CODES[code];
  const rank = weight === 'first' ? 3 : exit === 4 ? 2 : weight === 'many' ? 1 : 0;
  return 10 * (severity === 'note' ? -1 : rank) + severityRank(severity);
}

/** Tells whether a code says that a tree as a whole is not what it was meant to be. */
export function isAlarm(code: FindingCode): boolean {
  const { weight, severity } = FINDING_CODES[code];
  return weight !== 'one' && severity !== 'note';
}

/**
 * Returns what to do about each code of a run, or undefined where the advice takes the finding for a change that was meant
 * and other findings speak against that.
 */
export function advising(codes: Iterable<FindingCode>): (code: FindingCode) => string | undefined {
  const isAlarming = [...codes].some(isAlarm);
  return (code) => {
    const { advice, isForCalm } = FINDING_CODES[code];
    return isAlarming && isForCalm ? undefined : advice;
  };
}

/** Returns what to do about a finding: what the tool of its store can, else what is done about its code. */
export function adviceOn(
  { code, store, advice }: FindingEvent,
  adviceOf: ReturnType<typeof advising>,
): string | undefined {
  return store === undefined ? adviceOf(code) : advice;
}
