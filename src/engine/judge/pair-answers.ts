import type { ContentSummary } from '../../model/content.ts';
import { summaryAt } from '../../read/content-summaries.ts';
import type { FileFacts } from '../../read/jobs.ts';
import type { TreePair } from '../reading/batch.ts';
import type { ReadBatch } from '../reading/read-pairs.ts';

/** What a lane said of one pair. */
export type PairAnswer = {
  readonly isRead: boolean;
  /** What the read established; undefined where the file simply held, or was not read. */
  readonly facts: FileFacts | undefined;
  /** Bytes of the file; 0 where it was not read. */
  readonly size: number;
  /** What was seen of its content, where that was examined. */
  readonly summary: ContentSummary | undefined;
};

const NOT_READ: PairAnswer = { isRead: false, facts: undefined, size: 0, summary: undefined };

/**
 * Deals the answer of a lane out to the pairs of its batch: the function it returns is called once for each pair, in
 * order, and returns undefined for a file that was not done because the run was stopped.
 */
export function dealAnswers({
  places,
  answer: { exceptions, sizes, summaries, undone },
}: Pick<ReadBatch, 'places' | 'answer'>): (place: number, pair: TreePair) => PairAnswer | undefined {
  const isUndone = undone.length === 0 ? undefined : new Set(undone);
  let task = 0;
  let passed = 0;
  let next = exceptions[0];
  return (place, { right, seen }) => {
    if (places[task] !== place) return NOT_READ;
    const index = task;
    task += 1;
    const facts = next?.index === index ? next.facts : undefined;
    if (facts !== undefined) {
      passed += 1;
      next = exceptions[passed];
    }
    if (isUndone?.has(index) === true) return undefined;
    return {
      isRead: true,
      facts,
      size: sizes === undefined ? (right?.size ?? 0) : (sizes[index] ?? 0),
      summary: summaryAt(summaries, index) ?? (facts === undefined ? (seen ?? right?.seen) : undefined),
    };
  };
}
