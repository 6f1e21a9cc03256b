/** Answers to parts of a job, put together as the answer to the whole of it. */
import { createSummaries, moveSummaries } from './content-summaries.ts';
import type { ReadAnswer, ReadJob } from './jobs.ts';

/** Returns the answer to some tasks of a job with the indexes of that job. */
export function reindexed(answer: ReadAnswer, indexes: readonly number[], job: ReadJob): ReadAnswer {
  const place = (index: number): number => indexes[index] ?? index;
  const sizes = new Float64Array(job.tasks.length);
  indexes.forEach((index, i) => {
    sizes[index] = answer.sizes?.[i] ?? job.tasks[index]?.size ?? 0;
  });
  return {
    ...answer,
    exceptions: answer.exceptions.map(({ index, facts }) => ({ index: place(index), facts })),
    sizes,
    ...summariesAt(answer, indexes, job),
    deferred: answer.deferred.map(place),
    undone: answer.undone.map(place),
  };
}

function summariesAt(
  { summaries }: ReadAnswer,
  indexes: readonly number[],
  job: ReadJob,
): Pick<ReadAnswer, 'summaries'> {
  if (summaries === undefined) return {};
  const moved = createSummaries(job.tasks.length);
  moveSummaries(summaries, moved, indexes);
  return { summaries: moved };
}

/** Merges answers to parts of one job. */
export function merged(answers: readonly ReadAnswer[], job: ReadJob): ReadAnswer {
  const sum = (count: (answer: ReadAnswer) => number): number =>
    answers.reduce((total, answer) => total + count(answer), 0);
  return {
    exceptions: answers.flatMap((answer) => answer.exceptions).toSorted(byIndex),
    sizes: Float64Array.from(job.tasks, (_, i) => sum((answer) => answer.sizes?.[i] ?? 0)),
    ...mergedSummaries(answers),
    files: sum((answer) => answer.files),
    bytes: sum((answer) => answer.bytes),
    matchedFiles: sum((answer) => answer.matchedFiles),
    matchedBytes: sum((answer) => answer.matchedBytes),
    deferred: answers.flatMap((answer) => answer.deferred),
    undone: answers.flatMap((answer) => answer.undone).toSorted((a, b) => a - b),
  };
}

/** Merges summaries: every task was examined in at most one part, and is zero in all others. */
function mergedSummaries(answers: readonly ReadAnswer[]): Pick<ReadAnswer, 'summaries'> {
  const all = answers.flatMap(({ summaries }) => summaries ?? []);
  const [first, ...others] = all;
  if (first === undefined) return {};
  const summaries = first.slice();
  for (const other of others)
    for (let i = 0; i < summaries.length; i++) summaries[i] = (summaries[i] ?? 0) | (other[i] ?? 0);
  return { summaries };
}

/** Orders what is about tasks by their places. */
export const byIndex = (a: { readonly index: number }, b: { readonly index: number }): number =>
  a.index - b.index;
