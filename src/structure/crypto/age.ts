import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, ENCRYPTED, UNKNOWN } from '../kit/verdicts.ts';

const INTRO = 'age-encryption.org/v1\n';
const MAC = /^--- [A-Za-z0-9+/]{43}$/;
const MAX_LINES = 10_000;
const NONCE = 16;
const TAG = 16;
const CHUNK = 65_536 + TAG;

/**
 * A file of age (C2SP age v1): recipient lines up to the MAC, a nonce of 16 bytes, chunks of 64 KiB, each with a tag of
 * 16 bytes. The last chunk has at least one byte, unless the payload is empty. Its tags need the key.
 */
export const age: Structure = {
  name: 'age',
  starts: 'a',
  traits: ['dense'],
  extensions: ['age'],
  recognises: (head) => latin1At(head, 0, INTRO.length) === INTRO,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  yield* reader.take(INTRO.length, 'the header');
  for (let lines = 0; ; lines++) {
    if (lines > MAX_LINES) return UNKNOWN;
    const at = reader.offset;
    const line = yield* readLine();
    if (line === undefined) return broken(`the header line at ${at} is not text`);
    if (line.startsWith('---')) {
      if (!MAC.test(line)) return broken(`the last line of the header at ${at} has no MAC`);
      break;
    }
  }
  yield* reader.take(NONCE + TAG, 'the nonce and the first chunk');
  const start = reader.offset - TAG;
  const size = yield* reader.readToEnd();
  const last = (size - start) % CHUNK;
  if (last === 0 || last > TAG || size - start === TAG) return ENCRYPTED;
  return cut(`ends at ${size}, ${last} bytes into a chunk, wanted 17 to ${CHUNK}`);

  function* readLine(): Step<string | undefined> {
    let line = '';
    while (line.length < 1024) {
      const byte = (yield* reader.take(1, 'the header')).readUInt8(0);
      if (byte === 10) return line;
      if (byte < 32 || byte > 126) return undefined;
      line += String.fromCharCode(byte);
    }
    return undefined;
  }
}
