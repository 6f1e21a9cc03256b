import { describe, expect, it } from 'vitest';
import { segmentSizeOf, segmentsOf } from '../../src/voucher/pg-backup/segments.ts';
import { segment } from './pg.ts';

describe('segments of the write-ahead log', () => {
  it('are named by timeline and number', () => {
    const of = (start: bigint, end: bigint, size: number, timeline = 1): readonly string[] | undefined =>
      segmentsOf([{ timeline, start, end }], size);
    expect(of(0x2000028n, 0x2000100n, 2 ** 24)).toEqual(['000000010000000000000002']);
    // An end on the border of a segment is the end of the one before.
    expect(of(0x2000028n, 0x3000000n, 2 ** 24)).toEqual(['000000010000000000000002']);
    expect(of(0x1fe000028n, 0x200000001n, 2 ** 24, 0x1a)).toEqual([
      '0000001A00000001000000FE',
      '0000001A00000001000000FF',
      '0000001A0000000200000000',
    ]);
    expect(of(2n ** 32n, 2n ** 32n, 2 ** 30)).toEqual(['000000010000000100000000']);
    expect(of(0n, 2n ** 60n, 2 ** 20)).toBeUndefined();
  });

  it('say how long they are', () => {
    expect(segmentSizeOf(segment(2 ** 20))).toBe(2 ** 20);
    expect(segmentSizeOf(Buffer.alloc(64))).toBeUndefined();
    expect(segmentSizeOf(segment().subarray(0, 35))).toBeUndefined();
  });
});
