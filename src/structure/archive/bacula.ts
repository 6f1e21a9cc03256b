import { crc32 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, mismatch, PROVEN, SOUND } from '../kit/verdicts.ts';

const HEADER = 24;
const MAGIC = { at: 12, word: 'BB02' };
/** The largest block size that can be configured. */
const MAX_BLOCK = 20_000_000;

/**
 * A volume of Bacula or Bareos in a file (stored/block.h): consecutive blocks, each with CRC-32, length, number, `BB02`
 * and the session. The CRC covers everything after itself; it is 0 where checksums are turned off.
 */
export const bacula: Structure = {
  name: 'bacula-volume',
  traits: ['dense'],
  extensions: [],
  recognises: (head) =>
    head.length >= HEADER && latin1At(head, MAGIC.at, 4) === MAGIC.word && isLength(u32be(head, 4)),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  for (let isProven = true; ; ) {
    const at = reader.offset;
    const header = yield* reader.takeUpTo(HEADER);
    if (header.length === 0) return isProven ? PROVEN : SOUND;
    if (header.length < HEADER)
      return cut(`ends at ${reader.offset}, inside the header of the block at ${at}`);
    const length = u32be(header, 4);
    if (latin1At(header, MAGIC.at, 4) !== MAGIC.word || !isLength(length))
      return broken(`not a valid block at ${at}: ${header.toString('hex', 0, 16)}`);
    let crc = crc32(header.subarray(4));
    yield* reader.skip(length - HEADER, `the block at ${at}`, (bytes) => {
      crc = crc32(bytes, crc);
    });
    const wanted = u32be(header, 0);
    isProven &&= wanted !== 0;
    if (wanted !== 0 && wanted !== crc) return mismatch(`block at ${at}: CRC-32`, wanted, crc);
  }
}

function isLength(length: number): boolean {
  return length >= HEADER && length <= MAX_BLOCK;
}
