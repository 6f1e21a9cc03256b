import { describe, expect, it } from 'vitest';
import type { StructureVerdict } from '../../../src/model/content.ts';
import type { Step } from '../../../src/structure/kit/chunked-reader.ts';
import { exactProbe } from '../../../src/structure/kit/exact-reader.ts';
import { readVarint, readVarints, takeVarint } from '../../../src/structure/kit/varint.ts';

const NUMBERS: [string, number, number][] = [
  ['00', 0, 1],
  ['7f', 127, 1],
  ['8001', 128, 2],
  ['ac02', 300, 2],
  ['ffffffff0f', 2 ** 32 - 1, 5],
  ['ffffffffffff7f', 2 ** 49 - 1, 7],
];

describe('a number of 7 bits per byte', () => {
  it.each(NUMBERS)('%s is %d', (hex, value, length) => {
    const bytes = Buffer.from(`ff${hex}ff`, 'hex');
    expect(readVarint(bytes, 1)).toEqual({ value, end: 1 + length });
    expect(taken(hex, 7)).toBe(value);
  });

  it('is none where the bytes end in it, or where it is longer than may be', () => {
    expect(readVarint(Buffer.from('8080', 'hex'), 0)).toBeUndefined();
    expect(readVarint(Buffer.from('8080808001', 'hex'), 0, 4)).toBeUndefined();
    expect(readVarint(Buffer.from('8080808001', 'hex'), 0, 5)).toEqual({ value: 2 ** 28, end: 5 });
    expect(readVarint(Buffer.from('8080808080808001', 'hex'), 0)).toBeUndefined();
    expect([taken('8080808001', 4), taken('8080808001', 5)]).toEqual([undefined, 2 ** 28]);
  });

  it('follows another', () => {
    const bytes = Buffer.from('01ac0200', 'hex');
    expect(readVarints(bytes, 0, 3)).toEqual({ values: [1, 300, 0], end: 4 });
    expect(readVarints(bytes, 0, 4)).toBeUndefined();
  });
});

/** The number that a reader of the bytes gives; the first of those behind it is left. */
function taken(hex: string, most: number): number | undefined {
  let value: number | undefined;
  const probe = exactProbe(function* (reader): Step<StructureVerdict> {
    value = yield* takeVarint(reader, 'a number', most);
    return { is: 'sound' };
  });
  probe.update(Buffer.from(hex, 'hex'));
  probe.end();
  return value;
}
