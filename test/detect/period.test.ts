import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_PERIOD, periodOf } from '../../src/detect/period.ts';

/** The shortest period by the definition: every byte is the one a period before it. */
function naive(bytes: Uint8Array): number {
  for (let period = 1; period <= LONGEST_PERIOD && period * 2 <= bytes.length; period++) {
    if (bytes.every((byte, i) => i < period || byte === bytes[i - period])) return period;
  }
  return 0;
}

const someFill = fc
  .tuple(
    fc.uint8Array({ minLength: 1, maxLength: 70 }),
    fc.integer({ min: 0, max: 400 }),
    fc.integer({ min: -1, max: 400 }),
  )
  .map(([pattern, length, changed]) => {
    const bytes = Buffer.alloc(length);
    for (let i = 0; i < length; i++) bytes[i] = pattern[i % pattern.length] ?? 0;
    if (changed >= 0 && changed < length) bytes[changed] = (bytes[changed] ?? 0) ^ 1;
    return bytes;
  });

describe('periodOf', () => {
  it('is the shortest period of a stretch', () => {
    fc.assert(
      fc.property(someFill, fc.nat(20), (bytes, before) => {
        const around = Buffer.concat([Buffer.alloc(before, 7), bytes, Buffer.alloc(3, 9)]);
        expect(periodOf(around, before, bytes.length)).toBe(naive(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it.each([1, 2, 3, 5, 7, 16, 31, 48, 63, 64])('finds a period of %i', (period) => {
    const pattern = Buffer.from(Array.from({ length: period }, (_, i) => i + 1));
    expect(periodOf(Buffer.alloc(4096, pattern), 0, 4096)).toBe(period);
    expect(periodOf(Buffer.alloc(2 * period, pattern), 0, 2 * period)).toBe(period);
    expect(periodOf(Buffer.alloc(2 * period, pattern), 0, 2 * period - 1)).toBe(0);
  });

  it('finds none of 65, and none in a byte or nothing', () => {
    const pattern = Buffer.from(Array.from({ length: 65 }, (_, i) => i + 1));
    expect(periodOf(Buffer.alloc(4096, pattern), 0, 4096)).toBe(0);
    expect(periodOf(Buffer.of(1), 0, 1)).toBe(0);
    expect(periodOf(Buffer.of(1), 0, 0)).toBe(0);
  });
});
