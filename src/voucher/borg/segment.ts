import { crc32 } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { broken, mismatch, PROVEN, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { sum64 } from '../../structure/kit/xxhash.ts';

const HEADER = 9;
const KEY = 32;
const ENTRY_HASH = 8;
const PUT = 0;
const DELETE = 1;
const COMMIT = 2;
const PUT2 = 3;
/** MAX_OBJECT_SIZE of borg is 20 MiB and some; nothing that it writes is longer. */
const MOST_ENTRY = 32 * 1024 * 1024;

/**
 * A segment of a borg repository (internals, "Segments"): BORG_SEG, then entries of CRC-32, size, tag and content, the
 * CRC over all but itself. That of PUT2 (betas of borg 2) covers header, key and an XXH64, which is of the rest.
 */
export function borgSegment(): Probe<StructureVerdict> {
  return exactProbe(walk);
}

function* walk(tape: ExactReader): Step<StructureVerdict> {
  const magic = yield* tape.take(8, 'the magic number');
  if (!/^(?:BORG_SEG|ATTICSEG)$/.test(magic.toString('latin1')))
    return broken(`no segment: it begins as ${magic.toString('hex')}, not as BORG_SEG`);
  for (;;) {
    const at = tape.offset;
    const first = yield* tape.takeUpTo(1);
    if (first.length === 0) return PROVEN;
    const header = Buffer.concat([first, yield* tape.take(HEADER - 1, `the entry at ${at}`)]);
    const size = header.readUInt32LE(4);
    const tag = header.readUInt8(8);
    const least = leastOf(tag);
    if (size < (least ?? HEADER) || size > MOST_ENTRY)
      return broken(`the entry at ${at} says that it has ${size} bytes`);
    let crc = crc32(header.subarray(4));
    const see = (bytes: Buffer): void => {
      crc = crc32(bytes, crc);
    };
    let fault: StructureVerdict | undefined;
    if (tag === PUT2) fault = yield* put2(tape, header, see);
    else yield* tape.skip(size - HEADER, `the entry at ${at}`, see);
    const wanted = header.readUInt32LE(0);
    if (crc !== wanted) return mismatch(`entry at ${at}: CRC-32`, wanted, crc);
    if (fault !== undefined) return fault;
    if (least === undefined) return UNKNOWN;
  }
}

/** Reads what follows the header of a PUT2; returns a verdict where its hash is not the one that the entry has. */
function* put2(
  tape: ExactReader,
  header: Buffer,
  see: (bytes: Buffer) => void,
): Step<StructureVerdict | undefined> {
  const at = tape.offset - HEADER;
  const what = `the entry at ${at}`;
  const hash = sum64();
  hash.update(header.subarray(4));
  const key = yield* tape.take(KEY, what);
  hash.update(key);
  const wanted = yield* tape.take(ENTRY_HASH, what);
  see(key);
  see(wanted);
  const length = header.readUInt32LE(4) - HEADER - KEY - ENTRY_HASH;
  yield* tape.skip(length, what, (bytes) => hash.update(bytes));
  const found = hash.end();
  return found === wanted.toString('hex') ? undefined : mismatch(`entry at ${at}: XXH64`, wanted, found);
}

function leastOf(tag: number): number | undefined {
  if (tag === PUT || tag === DELETE) return HEADER + KEY;
  if (tag === PUT2) return HEADER + KEY + ENTRY_HASH;
  return tag === COMMIT ? HEADER : undefined;
}
