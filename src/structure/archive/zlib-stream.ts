/**
 * A zlib stream as a file of its own (RFC 1950), as git keeps loose objects and pigz -z writes: proven by its Adler-32.
 * Its two header bytes are not a magic number, so it is recognised only where what follows inflates.
 */
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { createInflater } from '../kit/inflating.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { PROVEN, SOUND, UNKNOWN, verdictsOf } from '../kit/verdicts.ts';

const { broken, cut } = verdictsOf('zlib');

const TRIED = 4096;
const LEAST = 8;
/** A shorter file must be a whole stream; this many bytes of a longer one do not inflate by chance. */
const MIN_PART = 64;
const DICTIONARY_BIT = 0x20;

/** zlib streams. */
export const zlibStream: Structure = {
  name: 'zlib',
  traits: ['dense'],
  extensions: ['zz', 'zlib'],
  recognises(head) {
    const [method = 0, flags = 0] = head;
    if (head.length < LEAST || (method & 0x8f) !== 8 || (method * 256 + flags) % 31 !== 0) return false;
    if (flags & DICTIONARY_BIT || isPrintable(head)) return false;
    const probe = chunkedProbe(inflate);
    probe.update(head.subarray(0, TRIED));
    const { is } = probe.end();
    return is === 'proven' || is === 'sound' || (is === 'cut' && head.length >= MIN_PART);
  },
  createCheck: () => chunkedProbe(check),
};

/** Text such as `x^2` has a valid header, and inflates for a while. */
function isPrintable(head: Uint8Array): boolean {
  return head
    .subarray(0, MIN_PART)
    .every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127));
}

/** Inflates the stream; sound where bytes follow it. */
function* inflate(source: Source): Step<StructureVerdict> {
  const inflater = createInflater('zlib');
  const inflated = yield* inflater.inflate(source, () => {});
  inflater.close();
  if (inflated.is === 'broken') return broken(inflated.detail);
  if (inflated.is === 'cut') return cut(`ends at ${source.offset}, inside compressed data`);
  if (inflated.is === 'unknown') return UNKNOWN;
  return (yield* source.peek(1)).length === 0 ? PROVEN : SOUND;
}

function* check(source: Source): Step<StructureVerdict> {
  const verdict = yield* inflate(source);
  // A stream followed by other bytes belongs to another format.
  return verdict.is === 'sound' ? UNKNOWN : verdict;
}
