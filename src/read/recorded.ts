/**
 * Records what lanes say of each file, and answers from such records as the lanes did, whatever jobs the files come in. A file without a
 * record is read.
 */
import { isKind } from '../model/entry.ts';
import { isFindingCode } from '../model/finding.ts';
import type { BytePath } from '../model/path.ts';
import { isRecord } from '../model/record.ts';
import { createSummaries, numbersAt, putNumbers } from './content-summaries.ts';
import { emptyAnswer, type FileFacts, type ReadAnswer, type ReadJob } from './jobs.ts';
import type { ReadingLanes } from './lanes.ts';
import { merged, reindexed } from './parts.ts';
import { isVouchedFor } from './task-rules.ts';

/** What the read of a file came to; `size` in bytes, `summary` of its content in three numbers. */
export type ReadRecord = {
  readonly path: BytePath;
  readonly size: number;
  readonly facts?: FileFacts;
  readonly summary?: readonly number[];
};

/** Whether a value that came from outside has what every user of facts relies on. */
export function isFacts(value: unknown): value is FileFacts {
  if (!isRecord(value)) return false;
  const { kind, size, mtime, mode, digests, zeroRuns, longestZeroRun, contentFinding, trouble } = value;
  const areNumbers = [size, mode ?? 0, longestZeroRun].every((each) => typeof each === 'number' && each >= 0);
  const isNamed = (each: unknown, ...names: readonly string[]): boolean =>
    isRecord(each) && names.every((name) => typeof each[name] === 'string');
  return (
    areNumbers &&
    typeof mtime === 'string' &&
    isKind(kind) &&
    Array.isArray(digests) &&
    digests.every((each) => isNamed(each, 'algorithm', 'hex')) &&
    Array.isArray(zeroRuns) &&
    zeroRuns.every(
      (each) => isRecord(each) && Number.isFinite(each['start']) && Number.isFinite(each['end']),
    ) &&
    (contentFinding === undefined ||
      (isRecord(contentFinding) &&
        typeof contentFinding['code'] === 'string' &&
        isFindingCode(contentFinding['code']))) &&
    (trouble === undefined || isNamed(trouble, 'code', 'doing'))
  );
}

/** Returns lanes that answer from records, and read what has none. */
export function replayReads(
  lanes: ReadingLanes,
  recordOf: (path: BytePath) => ReadRecord | undefined,
): ReadingLanes {
  const { count } = lanes;
  return {
    count,
    bytes: () => lanes.bytes(),
    close: () => lanes.close(),
    async inspect(job, alone) {
      const records = job.tasks.map(({ path }) => recordOf(path));
      const unread = [...records.keys()].filter((index) => records[index] === undefined);
      const known = answerFrom(job, records);
      if (unread.length === 0) return known;
      const tasks = unread.flatMap((index) => job.tasks[index] ?? []);
      const read = await lanes.inspect({ ...job, tasks }, alone);
      return merged([known, reindexed(read, unread, job)], job);
    },
  };
}

/** Returns what the reads of a job came to, in its order; nothing of a file that was not done because the run was stopped. */
export function recordsOf(
  tasks: readonly { readonly path: BytePath; readonly size?: number | undefined }[],
  { exceptions, sizes, summaries, undone }: ReadAnswer,
): ReadRecord[] {
  const facts = new Map(exceptions.map((each) => [each.index, each.facts]));
  const isUndone = new Set(undone);
  return tasks.flatMap((task, index) => {
    if (isUndone.has(index)) return [];
    const found = facts.get(index);
    const summary = numbersAt(summaries, index);
    return {
      path: task.path,
      size: sizes === undefined ? (task.size ?? 0) : (sizes[index] ?? 0),
      ...(found === undefined ? {} : { facts: found }),
      ...(summary === undefined ? {} : { summary }),
    };
  });
}

/** Returns the answer to the tasks of a job that have records. */
function answerFrom({ tasks }: ReadJob, records: readonly (ReadRecord | undefined)[]): ReadAnswer {
  const sizes = new Float64Array(tasks.length);
  const exceptions: { index: number; facts: FileFacts }[] = [];
  let summaries: Uint32Array | undefined;
  const sums = { files: 0, bytes: 0, matchedFiles: 0, matchedBytes: 0 };
  for (const [index, task] of tasks.entries()) {
    const record = records[index];
    if (record === undefined) continue;
    const { size, facts, summary } = record;
    sizes[index] = size;
    sums.bytes += size;
    if (facts?.trouble === undefined) sums.files += 1;
    if (facts !== undefined) exceptions.push({ index, facts });
    const isMatch = facts === undefined || (facts.matched === true && facts.contentFinding === undefined);
    if (isMatch && isVouchedFor(task)) {
      sums.matchedFiles += 1;
      sums.matchedBytes += size;
    }
    if (summary === undefined) continue;
    summaries ??= createSummaries(tasks.length);
    putNumbers(summaries, index, summary);
  }
  return { ...emptyAnswer(), exceptions, sizes, ...sums, ...(summaries === undefined ? {} : { summaries }) };
}
