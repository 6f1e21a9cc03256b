import type { RangeAnswer } from '../../read/range-job.ts';
import type { RangeOutcome } from '../proofs/proofs.ts';
import type { TreePair } from './batch.ts';
import type { ReadBatch } from './read-pairs.ts';

/**
 * Returns whether all that the entries of a range promise held: what lies there beside them, and what could not be read when it was sealed, say nothing
 * of that.
 */
export function outcomeOf(
  { undone, stamp }: Pick<RangeAnswer, 'undone' | 'stamp'>,
  { pairs, places, answer }: ReadBatch,
): RangeOutcome {
  if (undone > 0 || answer.undone.length > 0) return { is: 'stopped' };
  const read = new Set(places);
  const failed = new Set(
    answer.exceptions.flatMap(({ index, facts }) => {
      const isHeld = facts.matched === true && facts.contentFinding === undefined;
      return isHeld ? [] : [places[index]];
    }),
  );
  const isHeld = (pair: TreePair, place: number): boolean =>
    pair.right === undefined ||
    pair.right.unreadable !== undefined ||
    (read.has(place) && !failed.has(place));
  if (!pairs.every((pair, place) => isHeld(pair, place) && isSameKind(pair))) return { is: 'damaged' };
  return stamp === undefined ? { is: 'held' } : { is: 'held', stamp };
}

function isSameKind({ left, right }: TreePair): boolean {
  return right === undefined || right.unreadable !== undefined || left?.kind === right.kind;
}
