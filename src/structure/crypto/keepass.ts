import { createHash } from 'node:crypto';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { u16le, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, ENCRYPTED, UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = 0x9aa2d903;
const KDBX = 0xb54bfb67;
const KDB = 0xb54bfb65;
const KDB_HEAD = 124;
const BLOCK = 16;

/**
 * A password database of KeePass. KDBX 4: the header is followed by its SHA-256, then come blocks by their lengths up
 * to an empty one; KDBX 3 and KDB: whole cipher blocks after the header.
 */
export const keepass: Structure = {
  name: 'keepass',
  starts: '\x03',
  traits: ['dense'],
  extensions: ['kdbx'],
  recognises: (head) => u32le(head, 0) === MAGIC && [KDBX, KDB].includes(u32le(head, 4)),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const sha256 = createHash('sha256');
  const head = yield* reader.take(12, 'the header');
  sha256.update(head);
  if (u32le(head, 4) === KDB) {
    yield* reader.skip(KDB_HEAD - 12, 'the header');
    return yield* wholeBlocks(reader);
  }
  const version = u16le(head, 10);
  if (version < 2 || version > 4) return UNKNOWN;
  for (;;) {
    const field = yield* reader.take(version === 4 ? 5 : 3, 'the header');
    sha256.update(field);
    const length = version === 4 ? u32le(field, 1) : u16le(field, 1);
    yield* reader.skip(length, 'the header', (bytes) => void sha256.update(bytes));
    if (field[0] === 0) break;
  }
  if (version < 4) return yield* wholeBlocks(reader);
  const end = reader.offset;
  const hash = yield* reader.take(64, 'the hash of the header');
  if (!sha256.digest().equals(hash.subarray(0, 32)))
    return broken(`header, 0 to ${end}: SHA-256 does not match`);
  for (;;) {
    const block = yield* reader.take(36, 'a block');
    const length = u32le(block, 32);
    if (length === 0) break;
    yield* reader.skip(length, 'a block');
  }
  yield* reader.readToEnd();
  return ENCRYPTED;
}

function* wholeBlocks(reader: ExactReader): Step<StructureVerdict> {
  const start = reader.offset;
  const size = yield* reader.readToEnd();
  if ((size - start) % BLOCK === 0 && size > start) return ENCRYPTED;
  return cut(`ends at ${size}; its ciphertext is ${size - start} bytes, not a multiple of 16`);
}
