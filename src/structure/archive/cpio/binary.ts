import type { Probe } from '../../../model/probe.ts';
import type { Step } from '../../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import { latin1At, u16be, u16le } from '../../kit/read-int.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, SOUND } from '../../kit/verdicts.ts';

const MAGIC = 0o70707;
const HEADER = 26;
const MAX_NAME = 4096;
const TRAILER = 'TRAILER!!!\0';

/**
 * Returns whether a head is that of a cpio archive with binary headers (cpio(5), "Old Binary Format"), in either byte
 * order.
 */
export function isBinary(head: Uint8Array): boolean {
  const u16 = u16le(head, 0) === MAGIC ? u16le : u16be;
  const length = u16(head, 20);
  const name = latin1At(head, HEADER, length);
  return u16(head, 0) === MAGIC && length > 1 && length <= MAX_NAME && /^[^\0]+\0$/.test(name);
}

/** Checks its members up to the one named TRAILER!!!. */
export function checkBinary(): Probe<StructureVerdict> {
  return exactProbe(walk);
}

function* walk(reader: ExactReader): Step<StructureVerdict> {
  for (;;) {
    const at = reader.offset;
    const start = yield* reader.takeUpTo(2);
    if (start.length < 2) return cut(`ends at ${at + start.length}, without its trailer`);
    const u16 = u16le(start, 0) === MAGIC ? u16le : u16be;
    if (u16(start, 0) !== MAGIC) return broken(`not a valid header at ${at}: ${start.toString('hex')}`);
    const header = Buffer.concat([start, yield* reader.take(HEADER - 2, 'a header')]);
    const length = u16(header, 20);
    const name = yield* reader.take(length, 'a name');
    if (name.toString('latin1') === TRAILER) return SOUND;
    if (name.at(-1) !== 0) return broken(`the name of the member at ${at} is not terminated`);
    // Names and data are padded to whole 16-bit words.
    yield* reader.skip(length % 2, 'a name');
    const size = u16(header, 22) * 65_536 + u16(header, 24);
    yield* reader.skip(size + (size % 2), `the member at ${at}`);
  }
}
