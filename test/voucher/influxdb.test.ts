/** A file of InfluxDB 1.6, as its server wrote it. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { influxDb } from '../../src/voucher/influxdb/influxdb.ts';
import { storeAt } from '../../src/voucher/vouchers.ts';
import { isFinding, told } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { endures, standing, subjectOf } from './store-tree.ts';

const scratch = makeScratch();
const NAME = '000000001-000000001.tsm';
const bytes = readFileSync(new URL(`../../fixtures/garbage/stores/influxdb/${NAME}`, import.meta.url));

function judged(content: Buffer): ReturnType<typeof standing> {
  const file = {
    ...subjectOf(content.length),
    read: (_: string, length = Infinity, from = 0) => content.subarray(from, from + length),
  };
  return standing(influxDb, NAME, content, [3000], file);
}

describe('a shard of InfluxDB', () => {
  it('is known by the names of its files, and proven', async () => {
    expect(storeAt(new Set([NAME, 'fields.idx']))?.voucher).toBe(influxDb);
    expect(judged(bytes)).toEqual({ is: 'proven' });
    endures(influxDb, NAME, bytes, 30);
    const root = mkdtempSync(join(scratch, 'sound-'));
    writeFileSync(join(root, NAME), bytes);
    const { code, events } = await told(['scan', root]);
    expect([code, events.filter(isFinding)]).toEqual([0, []]);
  });

  it('is damaged by every bit turned in a block, and where it is cut', () => {
    const index = Number(bytes.readBigUInt64BE(bytes.length - 8));
    for (let at = 5; at < index; at += 61) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 2, at);
      expect({ at, is: judged(copy).is }).toEqual({ at, is: 'broken' });
    }
    for (const length of [0, 4, 9, 3000, index, bytes.length - 1])
      expect({ length, is: judged(bytes.subarray(0, length)).is }).toEqual({
        length,
        is: expect.stringMatching(/^(?:cut|broken)$/),
      });
    expect(judged(Buffer.alloc(bytes.length)).is).toBe('broken');
  });

  it.each([
    ['zeros', 0],
    ['one byte', 0x5a],
  ])('is an error where it is %s from end to end, whatever its name leaves open', async (_, byte) => {
    const root = mkdtempSync(join(scratch, 'fill-'));
    writeFileSync(join(root, NAME), Buffer.alloc(bytes.length, byte));
    writeFileSync(join(root, 'fields.idx'), 'fields');
    const { code, events } = await told(['scan', root]);
    const found = events.filter(isFinding).filter(({ path }) => path === NAME);
    expect([code, found.map(({ severity }) => severity)]).toEqual([1, ['error']]);
  });
});
