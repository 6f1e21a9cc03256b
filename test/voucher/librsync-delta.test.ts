import { describe, expect, it } from 'vitest';
import type { StructureVerdict } from '../../src/model/content.ts';
import { librsyncDelta } from '../../src/voucher/rdiff-backup/librsync-delta.ts';
import { mutate } from '../help/mutate.ts';

/** Every width: literals of 3, 2 and 1 bytes, copies of one and of eight bytes a number. */
const DELTA = Buffer.from(
  `72730236 03616263 4102 6465 42000166 450009 54${'00'.repeat(7)}05${'00'.repeat(7)}07 00`.replaceAll(
    ' ',
    '',
  ),
  'hex',
);

function standing(bytes: Uint8Array): StructureVerdict {
  const probe = librsyncDelta();
  for (let i = 0; i < bytes.length; i += 5) probe.update(bytes.subarray(i, i + 5));
  return probe.end();
}

describe('a delta of librsync', () => {
  it('is sound up to its end, and cut anywhere before', () => {
    expect(standing(DELTA)).toEqual({ is: 'sound' });
    for (let size = 0; size < DELTA.length; size++) expect(standing(DELTA.subarray(0, size)).is).toBe('cut');
  });

  it.each([
    ['00000000', 'no delta of librsync: it begins as 00000000'],
    ['7273023600ff', 'bytes follow the end of the delta, from 5 on'],
    ['7273023655', 'no command of a delta at 4: 85'],
  ])('%s is none', (hex, detail) => {
    expect(standing(Buffer.from(hex, 'hex'))).toEqual({ is: 'broken', detail });
  });

  it('is not shaken by damage', () => {
    for (let seed = 0; seed < 300; seed++)
      expect(['sound', 'broken', 'cut', 'unknown']).toContain(standing(mutate(DELTA, seed)).is);
  });
});
