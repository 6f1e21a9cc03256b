import type { Probe } from '../../../model/probe.ts';
import type { Step } from '../../kit/chunked-reader.ts';
import { onTape, type Tape } from '../../kit/exact-reader.ts';
import { u16be, u16le, wordAt } from '../../kit/read-int.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, SOUND } from '../../kit/verdicts.ts';

const MAGIC = 0o70707;
const HEADER = 26;
const MOST_NAME = 4096;
const TRAILER = 'TRAILER!!!\0';

/** Whether a head is of cpio with binary headers (cpio(5), "Old Binary Format"), of either byte order. */
export function isBinary(head: Uint8Array): boolean {
  const u16 = u16le(head, 0) === MAGIC ? u16le : u16be;
  const length = u16(head, 20);
  const name = wordAt(head, HEADER, length);
  return u16(head, 0) === MAGIC && length > 1 && length <= MOST_NAME && /^[^\0]+\0$/.test(name);
}

/** Follows its members to the one named TRAILER!!!. */
export function checkBinary(): Probe<StructureVerdict> {
  return onTape(walk);
}

function* walk(tape: Tape): Step<StructureVerdict> {
  for (;;) {
    const at = tape.offset;
    const start = yield* tape.most(2);
    if (start.length < 2) return cut(`ends at ${at + start.length} without its trailer`);
    const u16 = u16le(start, 0) === MAGIC ? u16le : u16be;
    if (u16(start, 0) !== MAGIC) return broken(`no header at ${at}: ${start.toString('hex')}`);
    const header = Buffer.concat([start, yield* tape.take(HEADER - 2, 'a header')]);
    const length = u16(header, 20);
    const name = yield* tape.take(length, 'a name');
    if (name.toString('latin1') === TRAILER) return SOUND;
    if (name.at(-1) !== 0) return broken(`name of the member at ${at} has no end`);
    // Names and data are filled up to whole words.
    yield* tape.skip(length % 2, 'a name');
    const size = u16(header, 22) * 65_536 + u16(header, 24);
    yield* tape.skip(size + (size % 2), `the member at ${at}`);
  }
}
