import { startRedisCrc64 } from '../../hash/crc.ts';
import { exactProbe } from '../kit/exact-reader.ts';
import { isZero, latin1At } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { cut, mismatch, PROVEN, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const END = 0xff;

/**
 * A snapshot of Redis, KeyDB or Valkey (rdb.c): from version 5 on it ends in FF and the CRC-64 of everything before it,
 * which is 0 where checksums are off. An append-only file that begins with a snapshot is followed by commands and stays
 * unknown.
 */
export const redisRdb: Structure = {
  name: 'redis-rdb',
  starts: 'RV',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => /^(?:REDIS\d{4}|VALKEY\d{3})/.test(latin1At(head, 0, 9)),
  createCheck: ({ head }) =>
    exactProbe(function* (reader) {
      const version = Number(/\d+/.exec(latin1At(head, 0, 9))?.[0]);
      const isPreamble = latin1At(head, 0, 1024).includes('aof-preamble\xc0\x01');
      const crc = startRedisCrc64();
      let last = 0;
      const tail = yield* reader.readAllBut(8, (bytes) => {
        last = bytes.at(-1) ?? last;
        crc.update(bytes);
      });
      const wanted = Buffer.from(tail.toReversed()).toString('hex');
      if (last === END && wanted === crc.hex()) return PROVEN;
      if (version < 5 || isPreamble) return UNKNOWN;
      if (last !== END) return cut(`ends at ${reader.offset}, without FF and a checksum`);
      if (isZero(tail)) return SOUND;
      return mismatch(`its first ${reader.offset - 8} bytes: CRC-64`, wanted, crc.hex());
    }),
};
