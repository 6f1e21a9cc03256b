import { CONTENT_CLASSES, type ContentSummary } from '../model/content.ts';

const NUMBERS = 3;
const KINDS = ['-', 'Z', 'C', 'T', 'R', 'H', 'B'] as const;
const BIT = {
  examined: 1,
  recognised: 2,
  headLost: 4,
  strangeType: 8,
  overwritten: 4096,
  page: 8192,
  named: 16_384,
};

/**
 * Creates room for the content summaries of `tasks` tasks, three numbers each; that of a task that was not examined
 * stays zero.
 */
export function createSummaries(tasks: number): Uint32Array {
  return new Uint32Array(tasks * NUMBERS);
}

/** Stores the summary of a task. */
export function putSummary(summaries: Uint32Array, index: number, summary: ContentSummary): void {
  const bits =
    BIT.examined |
    (summary.isRecognised ? BIT.recognised : 0) |
    (summary.isHeadLost ? BIT.headLost : 0) |
    (summary.isOfStrangeType ? BIT.strangeType : 0) |
    (summary.isOverwritten ? BIT.overwritten : 0) |
    (summary.isPage === true ? BIT.page : 0) |
    (summary.isNamed === true ? BIT.named : 0);
  const code =
    bits | (CONTENT_CLASSES.indexOf(summary.contentClass) << 4) | (KINDS.indexOf(summary.kind) << 8);
  summaries.set([code, summary.head, summary.print], index * NUMBERS);
}

/** Returns the summary of a task, or undefined where it was not examined. */
export function summaryAt(summaries: Uint32Array | undefined, index: number): ContentSummary | undefined {
  const [code = 0, head = 0, print = 0] = summaries?.subarray(index * NUMBERS, (index + 1) * NUMBERS) ?? [];
  if (code === 0) return undefined;
  return {
    contentClass: CONTENT_CLASSES[(code >> 4) & 15] ?? 'unknown',
    kind: KINDS[(code >> 8) & 15] ?? '-',
    isRecognised: (code & BIT.recognised) !== 0,
    ...((code & BIT.page) === 0 ? {} : { isPage: true }),
    ...((code & BIT.named) === 0 ? {} : { isNamed: true }),
    isOfStrangeType: (code & BIT.strangeType) !== 0,
    isOverwritten: (code & BIT.overwritten) !== 0,
    isHeadLost: (code & BIT.headLost) !== 0,
    head,
    print,
  };
}

/** Returns the three numbers of a task, or undefined where it was not examined. */
export function numbersAt(summaries: Uint32Array | undefined, index: number): readonly number[] | undefined {
  const numbers = [...(summaries?.subarray(index * NUMBERS, (index + 1) * NUMBERS) ?? [])];
  return (numbers[0] ?? 0) === 0 ? undefined : numbers;
}

/** Stores the three numbers of a task. */
export function putNumbers(summaries: Uint32Array, index: number, numbers: readonly number[]): void {
  summaries.set(numbers.slice(0, NUMBERS), index * NUMBERS);
}

/** Copies the summaries of some tasks to their places in another job. */
export function moveSummaries(
  from: Uint32Array,
  to: Uint32Array,
  indexes: readonly number[] | Uint32Array,
): void {
  indexes.forEach((index, i) => {
    to.set(from.subarray(i * NUMBERS, (i + 1) * NUMBERS), index * NUMBERS);
  });
}
