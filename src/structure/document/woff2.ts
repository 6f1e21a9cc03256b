import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { createInflater } from '../kit/inflating.ts';
import { withoutSlack } from '../kit/padding.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const MAX_TABLES = 3000;
const OTHER_TAG = 63;
const GLYF = 10;
const LOCA = 11;

/**
 * WOFF 2: the length in the header, and that its Brotli stream unpacks to as many bytes as the directory says; there is
 * no checksum in it.
 */
export const woff2: Structure = {
  name: 'woff2',
  starts: 'w',
  traits: ['dense'],
  extensions: ['woff2'],
  recognises: (head) =>
    latin1At(head, 0, 4) === 'wOF2' && head.length >= 48 && head[14] === 0 && head[15] === 0,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(48);
  if (head.length < 48) return cut(`ends at ${source.offset}, inside its header`);
  const length = head.readUInt32BE(8);
  // The directory of a collection is of another kind.
  if (head.toString('latin1', 4, 8) !== 'ttcf') {
    const wanted = yield* unpackedSize(source, Math.min(head.readUInt16BE(12), MAX_TABLES));
    if (wanted === undefined) return broken(`its directory before ${source.offset} is malformed`);
    const start = source.offset;
    let found = 0;
    const inflater = createInflater('brotli');
    const packing = yield* inflater.inflate(source, (output) => {
      found += output.length;
    });
    inflater.close();
    if (packing.is === 'broken') return broken(`its tables from ${start}: ${packing.detail}`);
    if (packing.is === 'whole' && found !== wanted)
      return broken(`its tables from ${start}: unpacked size wanted ${wanted}, found ${found}`);
    if (packing.is === 'unknown') return UNKNOWN;
  }
  if (length > source.offset && !(yield* source.skip(length - source.offset)))
    return cut(`ends at ${source.offset}; its header says ${length} bytes`);
  return yield* withoutSlack(source, 'woff2', SOUND);
}

/** Returns the sum of the sizes in the directory (WOFF 2, 4.1); undefined where it is malformed. */
function* unpackedSize(source: Source, tables: number): Step<number | undefined> {
  let sum = 0;
  for (let i = 0; i < tables; i++) {
    const [flags = 0] = yield* source.take(1);
    const tag = flags & 63;
    if (tag === OTHER_TAG) yield* source.skip(4);
    let size = yield* takeNumber(source);
    // For these two tables, version 3 is the one without a transformation; for all others version 0.
    const isPlain = tag === GLYF || tag === LOCA ? flags >> 6 === 3 : flags >> 6 === 0;
    if (!isPlain) size = yield* takeNumber(source);
    if (size === undefined) return undefined;
    sum += size;
  }
  return sum;
}

/** Reads a number of one to five bytes, seven bits each, the highest first. */
function* takeNumber(source: Source): Step<number | undefined> {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const [byte] = yield* source.take(1);
    if (byte === undefined || (i === 0 && byte === 0x80)) return undefined;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return value;
  }
  return undefined;
}
