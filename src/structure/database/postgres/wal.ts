import { exactProbe } from '../../kit/exact-reader.ts';
import { u16le, u32le } from '../../kit/read-int.ts';
import type { Structure } from '../../kit/structure.ts';
import { cut, SOUND } from '../../kit/verdicts.ts';

const LONG_HEADER = 2;
const MIB = 1024 * 1024;

/** A segment of the write-ahead log of PostgreSQL (xlog_internal.h): as long as its first page says, 1 MiB to 1 GiB. */
export const pgWal: Structure = {
  name: 'pg-wal',
  traits: ['paged'],
  extensions: [],
  recognises(head) {
    const segment = u32le(head, 32);
    return (
      (u16le(head, 0) & 0xff00) === 0xd100 &&
      (u16le(head, 2) & ~15) === 0 &&
      (u16le(head, 2) & LONG_HEADER) !== 0 &&
      segment >= MIB &&
      segment <= 1024 * MIB &&
      (segment & (segment - 1)) === 0 &&
      [4096, 8192, 16_384, 32_768, 65_536].includes(u32le(head, 36))
    );
  },
  createCheck: ({ head }) =>
    exactProbe(function* (reader) {
      const segment = u32le(head, 32);
      const size = yield* reader.readToEnd();
      return size < segment ? cut(`ends at ${size}; its header says ${segment} bytes`) : SOUND;
    }),
};
