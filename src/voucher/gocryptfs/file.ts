import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { onTape, type Tape } from '../../structure/kit/exact-reader.ts';
import { isZero } from '../../structure/kit/read-int.ts';
import { broken, cut, ENCRYPTED, SOUND } from '../../structure/kit/verdicts.ts';

const HEADER = 18;
const VERSION = 2;
/** 4096 bytes with IV and tag, of AES-GCM or AES-SIV and of XChaCha20-Poly1305. */
const BLOCKS = [
  { size: 4128, overhead: 32 },
  { size: 4136, overhead: 40 },
] as const;
const DIRECTORY_IV = 16;

/** A file of gocryptfs: version 2, a file id, and blocks of which the last holds at least a byte; or nothing at all. */
export function gocryptfsFile(): Probe<StructureVerdict> {
  return onTape(walk);
}

/** The IV of a directory: 16 bytes, never all zero. */
export function gocryptfsDirectoryIv(): Probe<StructureVerdict> {
  return onTape(function* (tape) {
    const iv = yield* tape.take(DIRECTORY_IV, 'the IV');
    if (isZero(iv)) return broken('all 16 bytes of the IV are zero');
    const size = yield* tape.rest();
    return size === DIRECTORY_IV ? SOUND : broken(`it has ${size} bytes, an IV has ${DIRECTORY_IV}`);
  });
}

function* walk(tape: Tape): Step<StructureVerdict> {
  const header = yield* tape.most(HEADER);
  if (header.length === 0) return SOUND;
  if (header.length < HEADER) return cut(`ends at byte ${header.length}, inside its header of ${HEADER}`);
  const version = header.readUInt16BE(0);
  if (version !== VERSION) return broken(`its header says version ${version}, wanted ${VERSION}`);
  if (isZero(header.subarray(2))) return broken('the file id, from 2 to 18, is all zero');
  const size = yield* tape.rest();
  const isWhole = BLOCKS.some(({ size: block, overhead }) => {
    const last = (size - HEADER) % block;
    return last === 0 || last > overhead;
  });
  return isWhole ? ENCRYPTED : cut(`ends at byte ${size}, inside the IV or the tag of a block`);
}
