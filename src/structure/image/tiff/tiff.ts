import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { hexOf } from '../../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { createTiffReader, type Place, type TiffReader } from './values.ts';

const MAX_ENTRIES = 3200;
const MAX_PLACES = 10_000;

/**
 * TIFF (revision 6.0) and BigTIFF, both byte orders: the chain of directories, and all values and strips to which they
 * refer, lie inside the file. What precedes the directory that refers to it has already been passed, so only its offset
 * is checked.
 */
export const tiff: Structure = {
  name: 'tiff',
  starts: 'IM',
  traits: ['dense', 'paged'],
  extensions: ['tif', 'tiff', 'dng', 'nef', 'arw', 'cr2', 'pef'],
  recognises: (head) =>
    /^(?:49492a00|4d4d002a|49492b0008000000|4d4d002b00080000)/.test(hexOf(head.subarray(0, 8))) &&
    head.length > 8,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(8);
  if (head.length < 8) return cut(`ends at ${source.offset}, inside its header`);
  const reader = createTiffReader(head[0] === 0x49, head[2] === 0x2b || head[3] === 0x2b);
  const pointer = reader.wordSize === 8 ? yield* source.take(8) : head.subarray(4);
  if (pointer.length < reader.wordSize) return cut(`ends at ${source.offset}, inside its header`);
  let places: Place[] = [{ at: reader.word(pointer, 0) }];
  let isAllSeen = true;
  for (let count = 0; places.length > 0 && count < MAX_PLACES; count++) {
    const place = places.reduce((first, each) => (each.at < first.at ? each : first));
    places = places.filter((each) => each !== place);
    if (place.at < source.offset) {
      isAllSeen &&= place.values !== undefined;
      continue;
    }
    if (!(yield* source.skip(place.at - source.offset)))
      return cut(`ends at ${source.offset}; a directory refers to ${place.at}`);
    const found = yield* readPlace(source, place, reader);
    if ('is' in found) return found;
    places.push(...found);
  }
  const { end, what } = reader.furthest();
  if (end > source.offset && !(yield* source.skip(end - source.offset)))
    return cut(`ends at ${source.offset}; ${what} extends to ${end}`);
  return isAllSeen ? SOUND : UNKNOWN;
}

/** Reads a directory, or the offsets and lengths of strips; returns the places to which it refers. */
function* readPlace(
  source: Source,
  place: Place,
  reader: TiffReader,
): Step<readonly Place[] | StructureVerdict> {
  const { at, values } = place;
  if (values !== undefined) {
    const bytes = yield* source.take(values.length);
    if (bytes.length < values.length) return cut(`ends at ${source.offset}, inside the values at ${at}`);
    reader.learnValues(values, bytes);
    return [];
  }
  const size = yield* source.take(reader.countSize);
  if (size.length < reader.countSize) return cut(`ends at ${source.offset}, inside the directory at ${at}`);
  const entries = reader.count(size);
  if (entries === 0) return broken(`the directory at ${at} is empty`);
  if (entries > MAX_ENTRIES) return UNKNOWN;
  const length = entries * reader.entrySize;
  const table = yield* source.take(length + reader.wordSize);
  if (table.length < length) return cut(`ends at ${source.offset}, inside the directory at ${at}`);
  const learnt = reader.learn(table.subarray(0, length));
  if (typeof learnt === 'string') return broken(`the directory at ${at}: ${learnt}`);
  const rest = table.subarray(length);
  const next = rest.length < reader.wordSize ? 0 : reader.word(rest, 0);
  return next === 0 ? learnt : [...learnt, { at: next }];
}
