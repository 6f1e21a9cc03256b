import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, ENCRYPTED } from '../kit/verdicts.ts';

const KEYS = 96;
const TAIL = 33;
const BLOCK = 16;

/**
 * A file of AES Crypt, stream format 2, as Duplicati writes it: extensions by their lengths, 96 bytes of keys, whole
 * blocks of 16 bytes, one byte with the length of the last block, an HMAC of 32 bytes.
 */
export const aesCrypt: Structure = {
  name: 'aescrypt',
  starts: 'A',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 5) === 'AES\x02\0',
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  yield* reader.take(5, 'the head');
  for (;;) {
    const length = (yield* reader.take(2, 'the extensions')).readUInt16BE(0);
    if (length === 0) break;
    yield* reader.skip(length, 'the extensions');
  }
  yield* reader.skip(KEYS, 'the keys');
  const start = reader.offset;
  yield* reader.skip(TAIL, 'the HMAC');
  const size = yield* reader.readToEnd();
  if ((size - start - TAIL) % BLOCK === 0) return ENCRYPTED;
  return cut(`ends at ${size}; its blocks are ${size - start - TAIL} bytes, not a multiple of 16`);
}
