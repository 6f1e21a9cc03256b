import { type Finding, finding } from '../../model/finding.ts';

/** What a run must come to beside its findings; what is left out asks nothing. */
export type Gates = {
  /** More findings fail the run, of whatever severity. */
  readonly maxFindings?: number;
  readonly minFiles?: number;
  readonly minBytes?: number;
  /** The part of the promised files or bytes that may be gone, from 0 to 1. */
  readonly maxShrink?: number;
  /** So many files, or bytes, must have been promised for `maxShrink` to be asked of them; 1 by itself. */
  readonly shrinkFrom?: { readonly files: number; readonly bytes: number };
  /** How old the newest file, or the seal, may be, in milliseconds. */
  readonly maxAgeMs?: number;
};

/** The sums that gates look at. `youngest` is in milliseconds since 1970, and left out where nothing has an age. */
export type Gauge = {
  readonly findings: number;
  readonly files: number;
  readonly bytes: number;
  readonly promisedFiles: number;
  readonly promisedBytes: number;
  readonly youngest?: number | undefined;
  readonly now: number;
};

/** What a run did not come to: a finding for each gate that was missed. */
export function missedGates(gates: Gates, gauge: Gauge): Finding[] {
  return [
    ...tooSmall(gates, gauge),
    ...shrunk(gates, gauge),
    ...tooOld(gates, gauge),
    ...tooMany(gates, gauge),
  ];
}

function tooSmall({ minFiles = 0, minBytes = 0 }: Gates, { files, bytes }: Gauge): Finding[] {
  return [
    ...(files < minFiles
      ? [finding('too-small', '', { wanted: `${minFiles} files or more`, found: `${files} files` })]
      : []),
    ...(bytes < minBytes
      ? [finding('too-small', '', { wanted: `${minBytes} bytes or more`, found: `${bytes} bytes` })]
      : []),
  ];
}

function shrunk({ maxShrink, shrinkFrom = { files: 1, bytes: 1 } }: Gates, gauge: Gauge): Finding[] {
  if (maxShrink === undefined) return [];
  const { files, bytes, promisedFiles, promisedBytes } = gauge;
  const both = [
    { now: files, before: promisedFiles, least: shrinkFrom.files, noun: 'files' },
    { now: bytes, before: promisedBytes, least: shrinkFrom.bytes, noun: 'bytes' },
  ];
  return both
    .filter(({ now, before, least }) => before >= least && (before - now) / before > maxShrink)
    .map(({ now, before, noun }) => {
      const gone = Math.floor(((before - now) / before) * 100);
      const detail = `${gone} % fewer, and ${Math.round(maxShrink * 100)} % were allowed`;
      return finding('shrunk', '', { wanted: `${before} ${noun}`, found: `${now} ${noun}`, detail });
    });
}

function tooOld({ maxAgeMs }: Gates, { youngest, now }: Gauge): Finding[] {
  if (maxAgeMs === undefined) return [];
  const wanted = `younger than ${hours(maxAgeMs)}`;
  if (youngest === undefined)
    return [finding('too-old', '', { wanted, detail: 'no file and no seal with a date of the past' })];
  if (now - youngest <= maxAgeMs) return [];
  return [finding('too-old', '', { wanted, found: `${hours(now - youngest)} old` })];
}

function tooMany({ maxFindings }: Gates, { findings }: Gauge): Finding[] {
  if (maxFindings === undefined || findings <= maxFindings) return [];
  return [finding('too-many-findings', '', { wanted: `${maxFindings} or fewer`, found: `${findings}` })];
}

function hours(ms: number): string {
  return `${Math.floor(ms / 360_000) / 10} h`;
}
