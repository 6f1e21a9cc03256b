import { describe, expect, it } from 'vitest';
import { addUp, NO_TOTALS, type Totals } from '../../../src/engine/judge/totals.ts';

/** Sums that all differ from each other, the first of them `from`. */
function totalsFrom(from: number, lastPath: string): Totals {
  return {
    files: from,
    bytes: from + 1,
    coveredFiles: from + 2,
    coveredBytes: from + 3,
    promised: from + 4,
    held: from + 5,
    uncompared: from + 6,
    unseen: from + 7,
    expectedFiles: from + 8,
    expectedBytes: from + 9,
    unreadFiles: from + 10,
    unreadBytes: from + 11,
    lost: from + 12,
    undone: from + 13,
    lastPath,
  };
}

describe('the totals of a run', () => {
  it('are the sums of those of its batches, each of its own kind, and the last path of the last batch', () => {
    const sum = addUp(totalsFrom(10, 'a'), totalsFrom(300, 'b'));
    expect(Object.values(sum)).toEqual([
      310,
      312,
      314,
      316,
      318,
      320,
      322,
      324,
      326,
      328,
      330,
      332,
      334,
      336,
      'b',
    ]);
  });

  it('are those of the batch where it is the first', () => {
    expect(addUp(NO_TOTALS, totalsFrom(10, 'a'))).toEqual(totalsFrom(10, 'a'));
  });
});
