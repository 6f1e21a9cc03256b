import { createHash } from 'node:crypto';
import type { Step } from '../kit/chunked-reader.ts';
import { onTape, reaching, type Tape } from '../kit/exact-reader.ts';
import { u16be, u32be, u64be, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, ENCRYPTED, UNKNOWN } from '../kit/verdicts.ts';

const BINARY = 4096;
const CHECKSUM = 448;
const MOST_HEADER = 4 * 1024 * 1024;

/**
 * A volume of LUKS, or its saved header. Version 2 (LUKS2 On-Disk Format 2.1): two headers, each with a SHA-256 over
 * itself and its JSON; version 1: the payload begins inside the file. What is encrypted is not seen.
 */
export const luks: Structure = {
  name: 'luks',
  starts: 'L',
  traits: ['dense', 'paged'],
  extensions: [],
  recognises: (head) => wordAt(head, 0, 6) === 'LUKS\xba\xbe',
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const start = yield* tape.take(592, 'the header');
  const version = u16be(start, 6);
  if (version === 1) return yield* reaching(tape, u32be(start, 104) * 512, 'the header', ENCRYPTED);
  if (version !== 2) return UNKNOWN;
  const size = u64be(start, 8);
  if (size < BINARY || size > MOST_HEADER) return UNKNOWN;
  if (wordAt(start, 72, 32).replace(/\0+$/, '') !== 'sha256') return UNKNOWN;
  const first = yield* readHeader(start, size);
  const second = yield* readHeader(yield* tape.take(592, 'the second header'), size);
  if (!first && !second) return broken(`neither header, at 0 and ${size}, holds by its SHA-256`);
  if (!first) return broken('the header at 0 does not hold by its SHA-256; the second does');
  yield* tape.rest();
  return ENCRYPTED;

  function* readHeader(begin: Buffer, length: number): Step<boolean> {
    const sha256 = createHash('sha256');
    const wanted = Buffer.from(begin.subarray(CHECKSUM, CHECKSUM + 32));
    sha256.update(Buffer.from(begin).fill(0, CHECKSUM, CHECKSUM + 64));
    yield* tape.skip(length - begin.length, 'a header', (bytes) => void sha256.update(bytes));
    return sha256.digest().equals(wanted);
  }
}
