import { crc32 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u32be, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, hex32, PROVEN, SOUND } from '../kit/verdicts.ts';

const HEADER = 24;
const MAGIC = { at: 12, word: 'BB02' };
/** The largest block that can be configured. */
const MOST_BLOCK = 20_000_000;

/**
 * A volume of Bacula or Bareos in a file (stored/block.h): blocks of CRC-32, length, number, `BB02` and the session, one
 * behind the other. The CRC is over all behind itself; it is 0 where checksums are turned off.
 */
export const bacula: Structure = {
  name: 'bacula-volume',
  traits: ['dense'],
  extensions: [],
  recognises: (head) =>
    head.length >= HEADER && wordAt(head, MAGIC.at, 4) === MAGIC.word && isLength(u32be(head, 4)),
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  for (let isProven = true; ; ) {
    const at = tape.offset;
    const header = yield* tape.most(HEADER);
    if (header.length === 0) return isProven ? PROVEN : SOUND;
    if (header.length < HEADER)
      return cut(`ends at byte ${tape.offset}, inside the header of the block at ${at}`);
    const length = u32be(header, 4);
    if (wordAt(header, MAGIC.at, 4) !== MAGIC.word || !isLength(length))
      return broken(`no block at ${at}: ${header.toString('hex', 0, 16)}`);
    let crc = crc32(header.subarray(4));
    yield* tape.skip(length - HEADER, `the block at ${at}`, (bytes) => {
      crc = crc32(bytes, crc);
    });
    const wanted = u32be(header, 0);
    isProven &&= wanted !== 0;
    if (wanted !== 0 && wanted !== crc)
      return broken(`the CRC-32 of the block at ${at} is ${hex32(crc)}, wanted ${hex32(wanted)}`);
  }
}

function isLength(length: number): boolean {
  return length >= HEADER && length <= MOST_BLOCK;
}
