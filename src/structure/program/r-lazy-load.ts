import { readChunks } from '../archive/xz/chunks.ts';
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { createInflater, type Inflater } from '../kit/inflating.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, PROVEN, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const TRIED = 4096;
const LZMA = 0x5a;
const PLAIN = 0x30;

/**
 * Databases of R for lazy loading (.rdb of an installed package; R Internals, 1.8 and makeLazyLoad.R): concatenated
 * objects, each after its unpacked length: a zlib stream with its Adler-32, or a letter and chunks of LZMA2.
 */
export const rLazyLoad: Structure = {
  name: 'r-lazy-load',
  traits: ['dense'],
  extensions: [],
  recognises(head) {
    const [first = 0xff, , , , method = 0, flags = 0] = head;
    if (head.length < 16 || first > 0x7f) return false;
    const isZlib = (method & 0x8f) === 8 && (method * 256 + flags) % 31 === 0 && (flags & 0x20) === 0;
    if (!isZlib && !(method === LZMA && flags >= 0xe0)) return false;
    const probe = chunkedProbe(tryFirst);
    probe.update(head.subarray(0, TRIED));
    const { is } = probe.end();
    return is === 'proven' || is === 'sound' || is === 'cut';
  },
  createCheck: () => chunkedProbe(check),
};

/** Checks the first object; `cut` only where its beginning inflates, or its first chunk has the declared length. */
function* tryFirst(source: Source): Step<StructureVerdict> {
  const inflater = createInflater('zlib');
  const verdict = yield* object(source, inflater);
  inflater.close();
  return verdict;
}

function* check(source: Source): Step<StructureVerdict> {
  const inflater = createInflater('zlib');
  let isProven = true;
  let verdict = PROVEN;
  while (verdict.is === 'proven' || verdict.is === 'sound') {
    isProven &&= verdict.is === 'proven';
    if ((yield* source.peek(1)).length === 0) {
      verdict = isProven ? PROVEN : SOUND;
      break;
    }
    verdict = yield* object(source, inflater);
  }
  inflater.close();
  return verdict;
}

function* object(source: Source, inflater: Inflater): Step<StructureVerdict> {
  const at = source.offset;
  const head = yield* source.peek(5);
  const short = (): StructureVerdict => cut(`ends at ${source.offset}, inside the object at ${at}`);
  yield* source.skip(4);
  if (head.length < 5) return short();
  const wanted = head.readUInt32BE(0);
  const kind = head[4] ?? 0;
  let found = 0;
  if (kind === LZMA) {
    yield* source.skip(1);
    const size = yield* readChunks(source);
    if (size === undefined) return short();
    if (typeof size !== 'number') return size;
    found = size;
  } else if (kind === PLAIN) {
    return (yield* source.skip(1 + wanted)) ? SOUND : short();
  } else if ((kind & 0x8f) === 8) {
    const inflated = yield* inflater.inflate(source, (bytes) => {
      found += bytes.length;
    });
    if (inflated.is === 'cut') return short();
    if (inflated.is === 'unknown') return UNKNOWN;
    if (inflated.is === 'broken') return broken(`object at ${at}: ${inflated.detail}`);
  } else return UNKNOWN;
  if (found !== wanted) return broken(`object at ${at}: size wanted ${wanted}, found ${found}`);
  return kind === LZMA ? SOUND : PROVEN;
}
