import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, ENCRYPTED, UNKNOWN } from '../kit/verdicts.ts';

const INTRO = 'age-encryption.org/v1\n';
const MAC = /^--- [A-Za-z0-9+/]{43}$/;
const MOST_LINES = 10_000;
const NONCE = 16;
const TAG = 16;
const CHUNK = 65_536 + TAG;

/**
 * A file of age (C2SP age v1): lines of recipients up to the MAC, a nonce of 16 bytes, chunks of 64 KiB and a tag of 16.
 * The last chunk has a byte at least, but for an empty payload. Its tags need the key.
 */
export const age: Structure = {
  name: 'age',
  starts: 'a',
  traits: ['dense'],
  extensions: ['age'],
  recognises: (head) => wordAt(head, 0, INTRO.length) === INTRO,
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  yield* tape.take(INTRO.length, 'the header');
  for (let lines = 0; ; lines++) {
    if (lines > MOST_LINES) return UNKNOWN;
    const at = tape.offset;
    const line = yield* readLine();
    if (line === undefined) return broken(`the line of the header at ${at} is no text`);
    if (line.startsWith('---')) {
      if (!MAC.test(line)) return broken(`no MAC in the last line of the header at ${at}`);
      break;
    }
  }
  yield* tape.take(NONCE + TAG, 'the nonce and the first chunk');
  const start = tape.offset - TAG;
  const size = yield* tape.rest();
  const last = (size - start) % CHUNK;
  if (last === 0 || last > TAG || size - start === TAG) return ENCRYPTED;
  return cut(`ends at byte ${size}, ${last} bytes into a chunk, wanted 17 to ${CHUNK}`);

  function* readLine(): Step<string | undefined> {
    let line = '';
    while (line.length < 1024) {
      const byte = (yield* tape.take(1, 'the header')).readUInt8(0);
      if (byte === 10) return line;
      if (byte < 32 || byte > 126) return undefined;
      line += String.fromCharCode(byte);
    }
    return undefined;
  }
}
