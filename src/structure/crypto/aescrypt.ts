import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, ENCRYPTED } from '../kit/verdicts.ts';

const KEYS = 96;
const TAIL = 33;
const BLOCK = 16;

/**
 * A file of AES Crypt, stream format 2, as Duplicati writes it: extensions by their lengths, 96 bytes of keys, whole
 * blocks of 16, one byte of the last block's length, an HMAC of 32.
 */
export const aesCrypt: Structure = {
  name: 'aescrypt',
  starts: 'A',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => wordAt(head, 0, 5) === 'AES\x02\0',
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  yield* tape.take(5, 'the head');
  for (;;) {
    const length = (yield* tape.take(2, 'the extensions')).readUInt16BE(0);
    if (length === 0) break;
    yield* tape.skip(length, 'the extensions');
  }
  yield* tape.skip(KEYS, 'the keys');
  const start = tape.offset;
  yield* tape.skip(TAIL, 'the HMAC');
  const size = yield* tape.rest();
  if ((size - start - TAIL) % BLOCK === 0) return ENCRYPTED;
  return cut(`ends at byte ${size}, its blocks are ${size - start - TAIL} bytes, no multiple of 16`);
}
