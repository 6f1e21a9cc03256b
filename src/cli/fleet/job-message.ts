/**
 * A job of a fleet as text: paths below the root, sizes, digests and flags, and nothing that is run. A worker believes none of it: every field is
 * checked, and a path that leads out of the root makes the whole job no job.
 */
import { bool, both, type Check, count, fields, listOf, oneOf, optional, text } from '../../model/checks.ts';
import { unsafeBecause } from '../../model/path.ts';
import { isRecord } from '../../model/record.ts';
import type { ReadJob } from '../../read/jobs.ts';
import type { RangeJob } from '../../read/range-job.ts';
import { pack, unpack } from './packing.ts';

/** What a worker does: holds a range of a manifest against the tree, or reads files; and how the files of the tree are reached. */
export type FleetJob = {
  readonly isUncached: boolean;
  /** Links to directories whose files are reached through them. */
  readonly passable: readonly string[];
} & ({ readonly range: RangeJob } | { readonly read: ReadJob });

const MOST_TASKS = 1 << 16;

const safePath: Check = (value) => typeof value === 'string' && unsafeBecause(value) === undefined;
/** '' is the root itself, or the place before its first path; a directory ends in '/'. */
const safeKey: Check = (value) => value === '' || safePath(value);
const digest = fields({ algorithm: text, hex: both(text, (value) => /^[\da-f]+$/.test(String(value))) });
const few =
  (most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most;

const order: Check = (value) =>
  isRecord(value) &&
  { read: true, glance: true, stamp: count(value['now']), look: text(value['stamp']) }[
    String(value['is'])
  ] === true;

const range = fields({
  range: fields({
    lines: text,
    line: count,
    files: count,
    bytes: count,
    after: safeKey,
    last: optional(safeKey),
  }),
  format: fields({ file: text, base: safeKey, algorithm: text, hexLength: count, isFast: bool }),
  order,
  refused: (value) => value === 'all' || listOf(count)(value),
});

const task = fields({
  path: safePath,
  wanted: listOf(digest),
  examine: optional(bool),
  expected: optional(bool),
  blank: optional(oneOf(true)),
  proof: optional(bool),
  size: optional(count),
  inside: optional(oneOf(true)),
  failed: optional(oneOf(true)),
  named: optional(oneOf(true)),
});

const read = fields({
  tasks: both(few(MOST_TASKS), listOf(task)),
  digests: listOf(text),
  answer: oneOf('all', 'exceptions'),
  depth: optional(oneOf('quick', 'normal', 'deep')),
});

const job = both(
  fields({ isUncached: bool, passable: listOf(safePath), range: optional(range), read: optional(read) }),
  (value) => isRecord(value) && (value['range'] === undefined) !== (value['read'] === undefined),
);

/** A job in which lines are text, one char a byte. */
type SentJob = Omit<FleetJob, 'range' | 'read'> &
  (
    | { readonly range: Omit<RangeJob, 'range'> & { readonly range: SentRange } }
    | { readonly read: ReadJob; readonly range?: undefined }
  );
type SentRange = Omit<RangeJob['range'], 'lines'> & { readonly lines: string };

const isSentJob = (value: unknown): value is SentJob => job(value);

/** Packs a job. */
export function packJob(given: FleetJob): string {
  if ('read' in given) return pack(given);
  const { lines, ...rest } = given.range.range;
  const { buffer, byteOffset, byteLength } = lines;
  const sent = { ...rest, lines: Buffer.from(buffer, byteOffset, byteLength).toString('latin1') };
  return pack({ ...given, range: { ...given.range, range: sent } });
}

/** Reverses `packJob`; returns undefined for what is no such job. */
export function unpackJob(packed: unknown): FleetJob | undefined {
  const value = unpack(packed);
  if (!isSentJob(value)) return undefined;
  const { isUncached, passable } = value;
  if (value.range === undefined) return { isUncached, passable, read: value.read };
  const { range: sent, ...rest } = value.range;
  return {
    isUncached,
    passable,
    range: { ...rest, range: { ...sent, lines: Buffer.from(sent.lines, 'latin1') } },
  };
}
