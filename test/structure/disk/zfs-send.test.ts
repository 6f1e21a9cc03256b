/** Streams that zfs send wrote: an increment, and a package of two streams; those with a sum in each record are made of them. */
import { describe, expect, it } from 'vitest';
import { createFletcher4 } from '../../../src/hash/fletcher4.ts';
import { zfsSend } from '../../../src/structure/disk/zfs-send.ts';
import { STRUCTURES } from '../../../src/structure/structures.ts';
import { seededBytes } from '../../help/bytes.ts';
import { packed } from '../packed.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../standing.ts';

const RECORD = 312;
const increment = packed('zfs-send/incremental.zfs');
const replica = packed('zfs-send/replica.zfs');

/** A stream of records without payloads, each with the sum of all before its own. */
function summed(types: readonly number[]): Buffer {
  const sum = createFletcher4();
  const records = types.map((type) => {
    const record = Buffer.concat([increment.subarray(0, RECORD)]);
    if (type !== 0) record.fill(0);
    record.writeUInt32LE(type);
    if (type === 5) sum.value().copy(record, 8);
    sum.update(record.subarray(0, RECORD - 32));
    if (type !== 0) sum.value().copy(record, RECORD - 32);
    sum.update(record.subarray(RECORD - 32));
    return record;
  });
  return Buffer.concat(records);
}
const NEW = summed([0, 2, 4, 4, 2, 10, 5]);

describe.each([
  ['an increment', increment],
  ['a package', replica],
  ['a stream with a sum in each record', NEW],
])('%s of zfs send', (_, bytes) => {
  it('is proven', () => {
    expect(STRUCTURES.find((each) => each.recognises(bytes))).toBe(zfsSend);
    expect(standingOf(zfsSend, bytes)).toEqual({ is: 'proven' });
    expect(standingOf(zfsSend, Buffer.concat([bytes, bytes]))).toEqual({ is: 'proven' });
    endures(zfsSend, bytes, 60);
    refusesOthers(zfsSend);
  });

  it('is damaged where it is cut, overwritten or followed by something else', () => {
    expect(cuts(zfsSend, bytes)).toEqual(['cut']);
    // Nothing sums the record `end` behind its own sum.
    const found = [];
    for (let at = 16; at < bytes.length - 2 * RECORD; at += 61)
      found.push(standingOf(zfsSend, flipped(bytes, at)).is);
    expect(new Set(found)).not.toContain('unknown');
    expect(found.filter((is) => is === 'proven').length).toBeLessThan(found.length * 0.02 + 1);
    expect(standingOf(zfsSend, patched(bytes, 700, Buffer.alloc(100, 9))).is).toBe('broken');
    expect(standingOf(zfsSend, Buffer.concat([bytes, Buffer.alloc(RECORD)])).is).toBe('broken');
    expect(standingOf(zfsSend, Buffer.concat([bytes, Buffer.alloc(9)])).is).toBe('cut');
  });
});

it('finds a record that is lost or doubled, and names one that does not hold', () => {
  const part = (from: number, to?: number): Buffer =>
    NEW.subarray(from * RECORD, to === undefined ? to : to * RECORD);
  for (const bytes of [
    Buffer.concat([part(0, 2), part(3)]),
    Buffer.concat([part(0, 3), part(2)]),
    Buffer.concat([increment.subarray(0, RECORD), increment.subarray(2 * RECORD)]),
  ])
    expect(standingOf(zfsSend, bytes).is).toBe('broken');
  expect(standingOf(zfsSend, flipped(NEW, RECORD + 20))).toMatchObject({
    is: 'broken',
    detail: expect.stringContaining(`record at ${RECORD}: Fletcher-4 wanted `),
  });
});

it('sums as the definition says', () => {
  const bytes = seededBytes(3, 4 * 1037);
  const sums = [0n, 0n, 0n, 0n];
  for (let at = 0; at < bytes.length; at += 4) {
    let next = BigInt(bytes.readUInt32LE(at));
    for (const [i, sum] of sums.entries()) {
      next = BigInt.asUintN(64, sum + next);
      sums[i] = next;
    }
  }
  const wanted = Buffer.alloc(32);
  for (const [i, sum] of sums.entries()) wanted.writeBigUInt64LE(sum, 8 * i);
  const fletcher = createFletcher4();
  for (const end of [4, 400, 404, bytes.length])
    fletcher.update(bytes.subarray(end === 4 ? 0 : end === 400 ? 4 : end === 404 ? 400 : 404, end));
  expect(fletcher.value()).toEqual(wanted);
});
