/** The log of etcd 3.4 after sixty puts, with the first of the zeros that follow in it. */
import { expect, it } from 'vitest';
import { etcdWal } from '../../../src/structure/database/etcd-wal.ts';
import { formatOf } from '../../../src/structure/structures.ts';
import { etcd } from '../../../src/voucher/etcd/etcd.ts';
import { standing } from '../../voucher/store-tree.ts';
import { packed } from '../packed.ts';
import { endures, flipped, refusesOthers, standingOf } from '../standing.ts';

const bytes = packed('etcd-wal/first.wal');
const end = bytes.findLastIndex((byte) => byte !== 0) + 1;

it('is proven with zeros at its end, and without', () => {
  expect(formatOf(bytes)?.name).toBe('etcd-wal');
  expect(standingOf(etcdWal, bytes)).toEqual({ is: 'proven' });
  expect(standingOf(etcdWal, bytes.subarray(0, Math.ceil(end / 8) * 8))).toEqual({ is: 'proven' });
  // The log of the next file begins with the CRC of this one.
  const next = Buffer.from(bytes);
  next.set([8, 0, 0, 0, 0, 0, 0, 0, 8, 4, 16, 0x81, 0x82, 0x83, 0x84, 0x05], 0);
  expect(standingOf(etcdWal, next)).toMatchObject({ is: 'broken' });
  endures(etcdWal, bytes, 120);
  refusesOthers(etcdWal);
});

it('is broken by a bit, a hole, and a record that is lost', () => {
  for (let at = 12; at < end; at += 41) {
    // Padding is not part of a record.
    if (bytes[at] === 0) continue;
    const found = standingOf(etcdWal, flipped(bytes, at));
    expect({ at, is: found.is }).toEqual({ at, is: expect.stringMatching(/^(?:broken|cut)$/) });
  }
  const hole = Buffer.from(bytes);
  hole.fill(0, 2048, 3072);
  expect(standingOf(etcdWal, hole)).toEqual({ is: 'broken', detail: expect.stringMatching(/\d/) });
  const lengthOf = (at: number): number => 8 + bytes.readUInt32LE(at) + ((bytes[at + 7] ?? 0) & 7);
  const second = lengthOf(0);
  const third = second + lengthOf(second);
  const lost = Buffer.concat([bytes.subarray(0, second), bytes.subarray(third)]);
  expect(standingOf(etcdWal, lost)).toMatchObject({ is: 'broken' });
});

it('may lack the sectors of its last record, or end in it', () => {
  const torn = Buffer.concat([bytes.subarray(0, Math.floor(end / 8) * 8 - 16), Buffer.alloc(0)]);
  expect(standingOf(etcdWal, torn)).toMatchObject({ is: 'cut', severity: 'warning' });
  // A record of 2,000 bytes of which only the first sector came to be written.
  const record = Buffer.alloc(8 + 2000);
  record.writeUInt32LE(2000);
  Buffer.from('080210c38ab3711ac20f', 'hex').copy(record, 8);
  record.fill(7, 18, 60);
  const start = Math.ceil(end / 8) * 8;
  const half = Buffer.concat([bytes.subarray(0, start), record, Buffer.alloc(4096)]);
  expect(standingOf(etcdWal, half)).toMatchObject({ is: 'cut', severity: 'warning' });
  const whole = Buffer.concat([bytes.subarray(0, start), record.fill(7, 18, 2000), Buffer.alloc(4096)]);
  expect(standingOf(etcdWal, whole)).toEqual({ is: 'broken', detail: expect.any(String) });
});

it('is found by its name where its first bytes are gone', () => {
  const name = `wal/${'0'.repeat(16)}-${'0'.repeat(16)}.wal`;
  const judged = (content: Buffer): string => standing(etcd, name, content).is;
  expect(judged(bytes)).toBe('proven');
  expect(judged(Buffer.alloc(0))).toBe('cut');
  const hole = Buffer.from(bytes);
  expect(judged(hole.fill(0, 0, 512))).toBe('broken');
  for (const at of [0, 7, 8, 9]) expect({ at, is: judged(flipped(bytes, at)) }).toEqual({ at, is: 'broken' });
});
