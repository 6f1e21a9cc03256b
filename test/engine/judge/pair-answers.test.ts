import { describe, expect, it } from 'vitest';
import { dealAnswers } from '../../../src/engine/judge/pair-answers.ts';
import { emptyAnswer, type FileFacts, NO_FACTS, type ReadAnswer } from '../../../src/read/jobs.ts';

const facts = (size: number): FileFacts => ({ ...NO_FACTS, size });
const pairs = [10, 20, 30, 40, 50].map((size, i) => ({
  left: { path: `f${i}`, kind: 'file' as const },
  right: { path: `f${i}`, kind: 'file' as const, digests: [], size },
}));

/** What is dealt to pairs of which some were read, in their order. */
function dealt(places: readonly number[], answer: Partial<ReadAnswer>): unknown[] {
  const next = dealAnswers({ places, answer: { ...emptyAnswer(), ...answer } });
  return pairs.map((pair, place) => {
    const given = next(place, pair);
    return given === undefined ? 'undone' : [given.isRead, given.facts?.size, given.size];
  });
}

describe('the answer of a lane', () => {
  it('is dealt to the pairs that were read, each exception to its own', () => {
    const exceptions = [1, 2, 3].map((index) => ({ index, facts: facts(100 + index) }));
    expect(dealt([0, 2, 3, 4], { exceptions })).toEqual([
      [true, undefined, 10],
      [false, undefined, 0],
      [true, 101, 30],
      [true, 102, 40],
      [true, 103, 50],
    ]);
  });

  it('has the sizes that were found where it tells them', () => {
    expect(dealt([0, 2], { sizes: Float64Array.of(11, 0) })).toEqual([
      [true, undefined, 11],
      [false, undefined, 0],
      [true, undefined, 0],
      [false, undefined, 0],
      [false, undefined, 0],
    ]);
  });

  it('is none for what was not done', () => {
    const exceptions = [{ index: 2, facts: facts(7) }];
    expect(dealt([0, 1, 2], { undone: [0, 1], exceptions })).toEqual([
      'undone',
      'undone',
      [true, 7, 30],
      [false, undefined, 0],
      [false, undefined, 0],
    ]);
  });
});
