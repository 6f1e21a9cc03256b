import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTENT_CLASSES, type ContentSummary } from '../../src/model/content.ts';
import { createSummaries, moveSummaries, putSummary, summaryAt } from '../../src/read/content-summaries.ts';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const someGlance: fc.Arbitrary<ContentSummary> = fc.record({
  contentClass: fc.constantFrom(...CONTENT_CLASSES),
  kind: fc.constantFrom('-', 'Z', 'C', 'T', 'R', 'H', 'B'),
  isRecognised: fc.boolean(),
  isHeadLost: fc.boolean(),
  isOfStrangeType: fc.boolean(),
  isOverwritten: fc.boolean(),
  head: word,
  print: word,
});
const someGlances = fc.array(fc.option(someGlance, { nil: undefined }), { minLength: 1, maxLength: 20 });

function kept(all: readonly (ContentSummary | undefined)[]): Uint32Array {
  const glances = createSummaries(all.length);
  all.forEach((glance, i) => {
    if (glance !== undefined) putSummary(glances, i, glance);
  });
  return glances;
}

function read(glances: Uint32Array, count: number): (ContentSummary | undefined)[] {
  return Array.from({ length: count }, (_, i) => summaryAt(glances, i));
}

describe('glances', () => {
  it('come back as they were, and nothing where there was none, also through a thread', () => {
    fc.assert(
      fc.property(someGlances, (all) => {
        expect(read(kept(all), all.length)).toEqual(all);
        expect(read(structuredClone(kept(all)), all.length)).toEqual(all);
      }),
    );
  });

  it('are none where there is no table, nor beyond its end', () => {
    expect(summaryAt(undefined, 0)).toBeUndefined();
    expect(summaryAt(createSummaries(2), 1)).toBeUndefined();
    expect(summaryAt(createSummaries(2), 2)).toBeUndefined();
  });

  it('move to the places of their tasks in another job', () => {
    fc.assert(
      fc.property(someGlances, fc.infiniteStream(fc.boolean()), (all, coins) => {
        const isMoved = all.map(() => coins.next().value === true);
        const indexes = all.flatMap((_, i) => (isMoved[i] === true ? [i] : []));
        const part = kept(indexes.map((i) => all[i]));
        const to = createSummaries(all.length);
        moveSummaries(part, to, indexes);
        expect(read(to, all.length)).toEqual(
          all.map((glance, i) => (isMoved[i] === true ? glance : undefined)),
        );
      }),
    );
  });
});
