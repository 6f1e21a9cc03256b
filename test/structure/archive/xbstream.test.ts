/** Streams whose chunks are lost, doubled or swapped, and what mbstream says of them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/hash/crc.ts';
import { xbstream } from '../../../src/structure/archive/xbstream.ts';
import { seededBytes } from '../../help/bytes.ts';
import { makeScratch } from '../../help/scratch.ts';
import { needs } from '../../help/tools.ts';
import { endures, standingOf } from '../standing.ts';

function head(kind: string, path: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(path.length);
  return Buffer.concat([Buffer.from(`XBSTCK01\0${kind}`), length, Buffer.from(path)]);
}

function chunk(path: string, offset: number, content: Buffer): Buffer {
  const numbers = Buffer.alloc(20);
  numbers.writeBigUInt64LE(BigInt(content.length), 0);
  numbers.writeBigUInt64LE(BigInt(offset), 8);
  numbers.writeUInt32LE(crc32(content), 16);
  return Buffer.concat([head('P', path), numbers, content]);
}

const [a, b, c] = [seededBytes(1, 1000), seededBytes(2, 1000), seededBytes(3, 500)];
const first = chunk('shop/t.ibd', 0, a);
const second = chunk('shop/t.ibd', 1000, b);
const third = chunk('shop/t.ibd', 2000, c);
const end = head('E', 'shop/t.ibd');
const other = chunk('shop/u.frm', 0, c);
const otherEnd = head('E', 'shop/u.frm');
const empty = head('E', 'shop/db.opt');

const HEALTHY: Readonly<Record<string, Buffer[]>> = {
  'chunks in order': [first, second, third, end],
  'chunks of two files in turn': [first, other, second, otherEnd, third, end],
  'a file of no bytes': [empty, first, second, third, end],
  'a file twice': [first, second, third, end, first, second, third, end],
  'an empty chunk at the end': [first, second, third, chunk('shop/t.ibd', 2500, Buffer.alloc(0)), end],
};

const DAMAGED: Readonly<Record<string, Buffer[]>> = {
  'the first chunk lost': [second, third, end],
  'a chunk in the middle lost': [first, third, end],
  'a chunk twice': [first, second, second, third, end],
  'two chunks swapped': [first, third, second, end],
  'chunks after the end': [first, second, end, third],
  'all chunks lost': [end, other, otherEnd],
};

/** What mbstream makes a shorter file of, without a word. */
const ACCEPTED = new Set(['all chunks lost', 'chunks after the end']);

describe('a stream of mariabackup', () => {
  it.each(Object.entries(HEALTHY))('is proven: %s', (_, parts) => {
    expect(standingOf(xbstream, Buffer.concat(parts))).toEqual({ is: 'proven' });
    endures(xbstream, Buffer.concat(parts), 30);
  });

  it.each(Object.entries(DAMAGED))('is broken: %s', (_, parts) => {
    expect(standingOf(xbstream, Buffer.concat(parts))).toMatchObject({
      is: 'broken',
      detail: expect.stringMatching(/^chunk at \d+ of "shop\/t\.ibd": /),
    });
  });

  describe.skipIf(!needs('mbstream'))('and mbstream', () => {
    const scratch = makeScratch();
    const unpack = (bytes: Buffer): number | null => {
      const folder = mkdtempSync(join(scratch, 'x-'));
      writeFileSync(join(folder, 'stream'), bytes);
      return spawnSync('sh', ['-c', 'mkdir out && mbstream -x -C out < stream'], { cwd: folder }).status;
    };

    it.each(Object.entries(HEALTHY))('unpacks %s', (_, parts) => {
      expect(unpack(Buffer.concat(parts))).toBe(0);
    });

    it.each(Object.entries(DAMAGED).filter(([name]) => !ACCEPTED.has(name)))('refuses %s', (_, parts) => {
      expect(unpack(Buffer.concat(parts))).not.toBe(0);
    });

    it('writes what is proven', () => {
      const folder = mkdtempSync(join(scratch, 'c-'));
      writeFileSync(join(folder, 'large.bin'), seededBytes(9, 25_000_000));
      writeFileSync(join(folder, 'empty'), '');
      const { stdout } = spawnSync('mbstream', ['-c', 'large.bin', 'empty'], {
        cwd: folder,
        maxBuffer: 2 ** 28,
      });
      expect(stdout.length).toBeGreaterThan(25_000_000);
      expect(standingOf(xbstream, stdout)).toEqual({ is: 'proven' });
    });
  });
});
