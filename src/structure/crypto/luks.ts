import { createHash } from 'node:crypto';
import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16be, u32be, u64be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, ENCRYPTED, UNKNOWN } from '../kit/verdicts.ts';

const BINARY = 4096;
const CHECKSUM = 448;
const MAX_HEADER = 4 * 1024 * 1024;

/**
 * A LUKS volume, or its saved header. Version 2 (LUKS2 On-Disk Format 2.1): two headers, each with a SHA-256 over
 * itself and its JSON; version 1: its key slots lie inside
 * the file, and a saved header ends with them. Encrypted data is not checked.
 */
export const luks: Structure = {
  name: 'luks',
  starts: 'L',
  traits: ['dense', 'paged'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 6) === 'LUKS\xba\xbe',
  createCheck: () => exactProbe(walk),
};

const SLOTS = { at: 208, size: 48, count: 8 };

/** Returns where the key material of a header of version 1 ends, in bytes: before the payload. */
function endOfSlots(header: Buffer): number {
  const ends = Array.from({ length: SLOTS.count }, (_, i) => {
    const slot = SLOTS.at + i * SLOTS.size;
    return u32be(header, slot + 40) * 512 + u32be(header, 108) * u32be(header, slot + 44);
  });
  return Math.min(u32be(header, 104) * 512, Math.max(...ends));
}

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const start = yield* reader.take(592, 'the header');
  const version = u16be(start, 6);
  if (version === 1) return yield* checkReaches(reader, endOfSlots(start), 'a key slot', ENCRYPTED);
  if (version !== 2) return UNKNOWN;
  const size = u64be(start, 8);
  if (size < BINARY || size > MAX_HEADER) return UNKNOWN;
  if (latin1At(start, 72, 32).replace(/\0+$/, '') !== 'sha256') return UNKNOWN;
  const first = yield* readHeader(start, size);
  const second = yield* readHeader(yield* reader.take(592, 'the second header'), size);
  if (!first && !second) return broken(`neither header, at 0 and ${size}, matches its SHA-256`);
  if (!first) return broken('the header at 0 does not match its SHA-256; the second does');
  yield* reader.readToEnd();
  return ENCRYPTED;

  function* readHeader(begin: Buffer, length: number): Step<boolean> {
    const sha256 = createHash('sha256');
    const wanted = Buffer.from(begin.subarray(CHECKSUM, CHECKSUM + 32));
    sha256.update(Buffer.from(begin).fill(0, CHECKSUM, CHECKSUM + 64));
    yield* reader.skip(length - begin.length, 'a header', (bytes) => void sha256.update(bytes));
    return sha256.digest().equals(wanted);
  }
}
