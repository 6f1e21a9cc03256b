/** What a worker answers, as text. The collector checks that it is an answer, and one to the job that was given. */
import { bool, both, type Check, count, fields, listOf, optional, text } from '../../model/checks.ts';
import { isKind } from '../../model/entry.ts';
import { isFindingCode, SEVERITIES } from '../../model/finding.ts';
import { isRecord } from '../../model/record.ts';
import type { ReadAnswer } from '../../read/jobs.ts';
import type { RangeAnswer } from '../../read/range-job.ts';
import { isFacts } from '../../read/recorded.ts';
import type { FleetJob } from './job-message.ts';
import { pack, unpack } from './packing.ts';

/** What became of a job: its answer, and how many reads went through the page cache though they were to pass it. */
export type FleetAnswer = { readonly throughCache: number } & (
  | { readonly range: RangeAnswer }
  | { readonly read: ReadAnswer }
);

const code: Check = (value) => typeof value === 'string' && isFindingCode(value);
const severity: Check = (value) => SEVERITIES.some((each) => each === value);
const entry = fields({ path: text, kind: isKind });
const sent = both(fields({ path: text, digests: listOf(fields({ algorithm: text, hex: text })) }), (value) =>
  isRecord(value) ? text(value['facts']) || isKind(value['kind']) : false,
);
const run = fields({
  directory: text,
  files: count,
  bytes: count,
  series: optional(listOf(fields({ path: text, bytes: count }))),
});
const counts = fields({
  files: count,
  dirs: count,
  links: count,
  special: count,
  errors: count,
  bytes: count,
});

const rangeAnswer = fields({
  runs: listOf(run),
  exceptions: listOf(
    fields({ left: optional(entry), right: optional(sent), isMismatch: bool, runsBefore: count }),
  ),
  findings: listOf(fields({ code, severity, path: text })),
  counts,
  held: count,
  undone: count,
  lastPath: text,
  stamp: optional(text),
  stale: optional((value) => value === 'touched' || value === 'changed'),
});

const readAnswer = fields({
  exceptions: listOf(fields({ index: count, facts: isFacts })),
  sizes: optional(listOf(count)),
  summaries: optional(listOf(count)),
  files: count,
  bytes: count,
  matchedFiles: count,
  matchedBytes: count,
  deferred: listOf(count),
  undone: listOf(count),
});

type SentRead = Omit<ReadAnswer, 'sizes' | 'summaries'> & {
  readonly sizes?: readonly number[];
  readonly summaries?: readonly number[];
};
type SentAnswer = { readonly throughCache: number } & (
  | { readonly range: RangeAnswer }
  | { readonly read: SentRead; readonly range?: undefined }
);

const answer = both(
  fields({ throughCache: count, range: optional(rangeAnswer), read: optional(readAnswer) }),
  (value) => isRecord(value) && (value['range'] === undefined) !== (value['read'] === undefined),
);
const isSentAnswer = (value: unknown): value is SentAnswer => answer(value);

/** Packs an answer. */
export function packAnswer(given: FleetAnswer): string {
  if ('range' in given) return pack(given);
  const { sizes, summaries, ...rest } = given.read;
  const read: SentRead = {
    ...rest,
    ...(sizes === undefined ? {} : { sizes: [...sizes] }),
    ...(summaries === undefined ? {} : { summaries: [...summaries] }),
  };
  return pack({ throughCache: given.throughCache, read });
}

/** Reverses `packAnswer`; returns undefined for what is no finished answer to the job. */
export function unpackAnswer(packed: unknown, to: FleetJob): FleetAnswer | undefined {
  const value = unpack(packed);
  if (!isSentAnswer(value)) return undefined;
  const { throughCache } = value;
  if (value.range !== undefined)
    return 'range' in to && value.range.undone === 0 ? { throughCache, range: value.range } : undefined;
  if (!('read' in to)) return undefined;
  const { sizes, summaries, ...rest } = value.read;
  const { length } = to.read.tasks;
  const isOfTask = (index: number): boolean => Number.isInteger(index) && index < length;
  const isFor =
    rest.exceptions.every(({ index }) => isOfTask(index)) &&
    rest.deferred.length === 0 &&
    rest.undone.length === 0 &&
    (sizes === undefined || sizes.length === length) &&
    (summaries === undefined || summaries.length % Math.max(1, length) === 0);
  if (!isFor) return undefined;
  return {
    throughCache,
    read: {
      ...rest,
      ...(sizes === undefined ? {} : { sizes: Float64Array.from(sizes) }),
      ...(summaries === undefined ? {} : { summaries: Uint32Array.from(summaries) }),
    },
  };
}
