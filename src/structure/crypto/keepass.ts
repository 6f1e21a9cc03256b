import { createHash } from 'node:crypto';
import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u16le, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, ENCRYPTED, UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = 0x9aa2d903;
const KDBX = 0xb54bfb67;
const KDB = 0xb54bfb65;
const KDB_HEAD = 124;
const BLOCK = 16;

/**
 * A password database of KeePass. KDBX 4: the header has its SHA-256 after it, then blocks by their lengths to an empty
 * one; KDBX 3 and KDB: whole cipher blocks after the header.
 */
export const keepass: Structure = {
  name: 'keepass',
  starts: '\x03',
  traits: ['dense'],
  extensions: ['kdbx'],
  recognises: (head) => u32le(head, 0) === MAGIC && [KDBX, KDB].includes(u32le(head, 4)),
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const sha256 = createHash('sha256');
  const head = yield* tape.take(12, 'the header');
  sha256.update(head);
  if (u32le(head, 4) === KDB) {
    yield* tape.skip(KDB_HEAD - 12, 'the header');
    return yield* wholeBlocks(tape);
  }
  const version = u16le(head, 10);
  if (version < 2 || version > 4) return UNKNOWN;
  for (;;) {
    const field = yield* tape.take(version === 4 ? 5 : 3, 'the header');
    sha256.update(field);
    const length = version === 4 ? u32le(field, 1) : u16le(field, 1);
    yield* tape.skip(length, 'the header', (bytes) => void sha256.update(bytes));
    if (field[0] === 0) break;
  }
  if (version < 4) return yield* wholeBlocks(tape);
  const end = tape.offset;
  const hash = yield* tape.take(64, 'the hash of the header');
  if (!sha256.digest().equals(hash.subarray(0, 32)))
    return broken(`the SHA-256 of the header, 0 to ${end}, does not hold`);
  for (;;) {
    const block = yield* tape.take(36, 'a block');
    const length = u32le(block, 32);
    if (length === 0) break;
    yield* tape.skip(length, 'a block');
  }
  yield* tape.rest();
  return ENCRYPTED;
}

function* wholeBlocks(tape: Tape): Step<StructureVerdict> {
  const start = tape.offset;
  const size = yield* tape.rest();
  if ((size - start) % BLOCK === 0 && size > start) return ENCRYPTED;
  return cut(`ends at byte ${size}, its cipher text is ${size - start} bytes, no multiple of 16`);
}
