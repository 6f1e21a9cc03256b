import { type Finding, finding } from '../../model/finding.ts';

/** What a run must come to beside its findings; what is left out asks nothing. */
export type Gates = {
  /** More findings fail the run, of whatever severity. */
  readonly maxFindings?: number;
  readonly minFiles?: number;
  readonly minBytes?: number;
  /** The share of the expected files or bytes that may be gone, from 0 to 1. */
  readonly maxShrink?: number;
  /** The least number of expected files, or bytes, for `maxShrink` to apply to them; 1 by default. */
  readonly shrinkFrom?: { readonly files: number; readonly bytes: number };
  /** How old the newest file may be, in milliseconds. */
  readonly maxAgeMs?: number;
  /** How old the newest seal may be, in milliseconds. */
  readonly maxSealAgeMs?: number;
};

/** The sums that gates look at. Times are in milliseconds since 1970; that of the youngest file or seal is left out where none has an age. */
export type Gauge = {
  readonly findings: number;
  readonly files: number;
  readonly bytes: number;
  readonly expectedFiles: number;
  readonly expectedBytes: number;
  readonly youngest?: number | undefined;
  readonly sealed?: number | undefined;
  readonly now: number;
};

/** What a run did not come to: a finding for each gate that was missed. */
export function missedGates(gates: Gates, gauge: Gauge): Finding[] {
  return [
    ...tooSmall(gates, gauge),
    ...shrunk(gates, gauge),
    ...tooOld('file', gates.maxAgeMs, gauge.youngest, gauge.now),
    ...tooOld('seal', gates.maxSealAgeMs, gauge.sealed, gauge.now),
    ...tooMany(gates, gauge),
  ];
}

function tooSmall({ minFiles = 0, minBytes = 0 }: Gates, { files, bytes }: Gauge): Finding[] {
  return [
    ...(files < minFiles ? [tooSmallOf('files', minFiles, files)] : []),
    ...(bytes < minBytes ? [tooSmallOf('bytes', minBytes, bytes)] : []),
  ];
}

function tooSmallOf(unit: 'files' | 'bytes', least: number, found: number): Finding {
  return finding('too-small', '', { evidence: [{ is: 'least', unit, least, found }] });
}

function shrunk({ maxShrink, shrinkFrom = { files: 1, bytes: 1 } }: Gates, gauge: Gauge): Finding[] {
  if (maxShrink === undefined) return [];
  const { files, bytes, expectedFiles, expectedBytes } = gauge;
  const both = [
    { now: files, before: expectedFiles, least: shrinkFrom.files, unit: 'files' as const },
    { now: bytes, before: expectedBytes, least: shrinkFrom.bytes, unit: 'bytes' as const },
  ];
  return both
    .filter(({ now, before, least }) => before >= least && (before - now) / before > maxShrink)
    .map(({ now, before, unit }) =>
      finding('shrunk', '', { evidence: [{ is: 'shrink', unit, before, now, most: maxShrink }] }),
    );
}

function tooOld(
  of: 'file' | 'seal',
  most: number | undefined,
  youngest: number | undefined,
  now: number,
): Finding[] {
  if (most === undefined || (youngest !== undefined && now - youngest <= most)) return [];
  const age = youngest === undefined ? {} : { age: now - youngest };
  return [finding('too-old', '', { evidence: [{ is: 'age', of, most, ...age }] })];
}

function tooMany({ maxFindings }: Gates, { findings }: Gauge): Finding[] {
  if (maxFindings === undefined || findings <= maxFindings) return [];
  const evidence = [{ is: 'count', most: maxFindings, found: findings }] as const;
  return [finding('too-many-findings', '', { evidence })];
}
