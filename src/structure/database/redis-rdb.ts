import { startRedisCrc64 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { isZero, latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, mismatch, PROVEN, SOUND, UNKNOWN } from '../kit/verdicts.ts';
import { redisCommands } from './redis-commands.ts';

const END = 0xff;
const SUM_LENGTH = 8;
/** What a snapshot says of itself at the beginning of an append-only file. */
const PREAMBLE = 'aof-preamble\xc0\x01';
const STAR = 0x2a;
const HASH = 0x23;
const MOST = 65_536;

/**
 * A snapshot of Redis, KeyDB or Valkey (rdb.c): from version 5 on it ends in FF and the CRC-64 of everything before it,
 * which is 0 where checksums are off. In an append-only file of versions before 7 commands follow it.
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
      if (latin1At(head, 0, 1024).includes(PREAMBLE)) return yield* withCommands(reader);
      const crc = startRedisCrc64();
      let last = 0;
      const tail = yield* reader.readAllBut(8, (bytes) => {
        last = bytes.at(-1) ?? last;
        crc.update(bytes);
      });
      const wanted = Buffer.from(tail.toReversed()).toString('hex');
      if (last === END && wanted === crc.hex()) return PROVEN;
      if (version < 5) return UNKNOWN;
      if (last !== END) return cut(`ends at ${reader.offset}, without FF and a checksum`);
      if (isZero(tail)) return SOUND;
      return mismatch(`its first ${reader.offset - 8} bytes: CRC-64`, wanted, crc.hex());
    }),
};

/** Checks a snapshot whose end is not known, up to the first byte FF after which its checksum follows, and the commands after it. */
function* withCommands(reader: ExactReader): Step<StructureVerdict> {
  const crc = startRedisCrc64();
  let bytes = Buffer.alloc(0);
  let passed = 0;
  for (;;) {
    const more = yield* reader.takeSome(MOST);
    const isLast = more.length === 0;
    bytes = Buffer.concat([bytes.subarray(passed), more]);
    passed = 0;
    for (let at = bytes.indexOf(END); at >= 0; at = bytes.indexOf(END, at + 1)) {
      const end = at + 1 + SUM_LENGTH;
      if (end + (isLast ? 0 : 1) > bytes.length) break;
      crc.update(bytes.subarray(passed, at + 1));
      passed = at + 1;
      if (isEnd(bytes.subarray(passed, end), bytes[end], crc.hex()))
        return yield* commandsAfter(reader, bytes.subarray(end));
    }
    // What comes before may not be followed by its checksum any more.
    const safe = Math.max(passed, bytes.length - SUM_LENGTH - 1);
    crc.update(bytes.subarray(passed, safe));
    passed = safe;
    if (isLast)
      return broken(`no checksum of the snapshot with which it begins holds in its ${reader.offset} bytes`);
  }
}

/** Whether eight bytes are the checksum of what was read, or the zeros that stand for none, before a command or the end. */
function isEnd(sum: Buffer, next: number | undefined, hex: string): boolean {
  const isFollowed = next === undefined || next === STAR || next === HASH;
  return isFollowed && (isZero(sum) || Buffer.from(sum.toReversed()).toString('hex') === hex);
}

function* commandsAfter(reader: ExactReader, first: Buffer): Step<StructureVerdict> {
  const commands = redisCommands();
  commands.update(first);
  yield* reader.readToEnd((bytes) => commands.update(bytes));
  return commands.end();
}
