import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { latin1At, u16le, u32le } from '../kit/read-int.ts';
import { endsInside } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, mismatch, PROVEN, SOUND } from '../kit/verdicts.ts';

const HEADER = 36;
const HAS_RESERVE = 4;
const HAS_PREVIOUS = 1;
const HAS_NEXT = 2;

/** Cabinets (MS-CAB, 2): the length in the header, and the data blocks of every folder, each with its checksum. */
export const cab: Structure = {
  name: 'cab',
  starts: 'M',
  traits: ['dense'],
  extensions: ['cab'],
  recognises: (head) => latin1At(head, 0, 8) === 'MSCF\0\0\0\0' && head[25] === 1,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(HEADER);
  if (head.length < HEADER) return endsInside(source, 'its header');
  const size = u32le(head, 8);
  const flags = u16le(head, 30);
  let [folderReserve, dataReserve] = [0, 0];
  if (flags & HAS_RESERVE) {
    const sizes = yield* source.take(4);
    if (!(yield* source.skip(u16le(sizes, 0) || 0))) return endsInside(source, 'its header');
    [folderReserve, dataReserve] = [sizes[2] ?? 0, sizes[3] ?? 0];
  }
  for (let texts = (flags & HAS_PREVIOUS ? 2 : 0) + (flags & HAS_NEXT ? 2 : 0); texts > 0; texts--)
    for (let byte = 1; byte !== 0; ) {
      const [next] = yield* source.take(1);
      if (next === undefined) return endsInside(source, 'its header');
      byte = next;
    }
  const folders: { start: number; blocks: number }[] = [];
  for (let left = u16le(head, 26); left > 0; left--) {
    const folder = yield* source.take(8 + folderReserve);
    if (folder.length < 8) return endsInside(source, 'its folders');
    folders.push({ start: u32le(folder, 0), blocks: u16le(folder, 4) });
  }
  let isProven = true;
  for (const { start, blocks } of folders.toSorted((a, b) => a.start - b.start)) {
    if (start < source.offset) return broken(`the folder at ${start} begins before ${source.offset}`);
    if (!(yield* source.skip(start - source.offset)))
      return cut(`ends at ${source.offset}; its header says ${size} bytes`);
    for (let left = blocks; left > 0; left--) {
      const at = source.offset;
      const lead = yield* source.take(8 + dataReserve);
      const data = yield* source.take(lead.length < 8 ? 0 : u16le(lead, 4));
      if (lead.length < 8 + dataReserve || data.length < u16le(lead, 4))
        return cut(`ends at ${source.offset}, inside the block at ${at}; its header says ${size} bytes`);
      const wanted = u32le(lead, 0);
      const found = sumOf(lead.subarray(4), sumOf(data, 0));
      if (wanted !== 0 && wanted !== found) return mismatch(`block at ${at}: checksum`, wanted, found);
      isProven &&= wanted !== 0;
    }
  }
  if (size > source.offset && !(yield* source.skip(size - source.offset)))
    return cut(`ends at ${source.offset}; its header says ${size} bytes`);
  return isProven ? PROVEN : SOUND;
}

/**
 * Computes the checksum of MS-CAB 3.1: exclusive or of 32-bit words; in the last, short word the first byte is the
 * highest.
 */
function sumOf(bytes: Buffer, before: number): number {
  let sum = before;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) sum ^= bytes.readInt32LE(at);
  const rest = bytes.length - at;
  return (rest === 0 ? sum : sum ^ bytes.readUIntBE(at, rest)) >>> 0;
}
