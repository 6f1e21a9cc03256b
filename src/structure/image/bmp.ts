import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const HEADERS = new Set([12, 16, 40, 52, 56, 64, 108, 124]);
const DEPTHS = new Set([0, 1, 2, 4, 8, 16, 24, 32, 64]);

/** Windows and OS/2 bitmaps: where the pixels start and how many there must be; the length field is often wrong. */
export const bmp: Structure = {
  name: 'bmp',
  starts: 'B',
  traits: [],
  extensions: ['bmp', 'dib'],
  recognises(head) {
    const bytes = Buffer.from(head.subarray(0, 30));
    if (bytes.length < 30 || bytes.toString('latin1', 0, 2) !== 'BM') return false;
    const size = bytes.readUInt32LE(14);
    if (!HEADERS.has(size) || bytes.readUInt32LE(10) < 14 + size) return false;
    const at = size === 12 ? 22 : 26;
    return bytes.readUInt16LE(at) === 1 && DEPTHS.has(bytes.readUInt16LE(at + 2));
  },
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(38);
  if (head.length < 38) return cut(`ends at ${source.offset}, inside its header`);
  const pixels = head.readUInt32LE(10);
  const isCore = head.readUInt32LE(14) === 12;
  const width = isCore ? head.readUInt16LE(18) : head.readInt32LE(18);
  const height = isCore ? head.readUInt16LE(20) : Math.abs(head.readInt32LE(22));
  const depth = head.readUInt16LE(isCore ? 24 : 28);
  const compression = isCore ? 0 : head.readUInt32LE(30);
  if (width <= 0 || height === 0) return broken(`not a valid picture size: ${width} by ${height} pixels`);
  const isPlain = compression === 0 || compression === 3 || compression === 6;
  const length = isPlain ? Math.floor((width * depth + 31) / 32) * 4 * height : head.readUInt32LE(34);
  if (depth === 0 && isPlain) return UNKNOWN;
  const end = pixels + length;
  // The last row may lack its padding.
  if (!(yield* source.skip(end - source.offset - (isPlain ? 3 : 0))))
    return cut(`ends at ${source.offset}; its pixels extend to ${end}`);
  return SOUND;
}
