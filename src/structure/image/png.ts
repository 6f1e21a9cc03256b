import { crc32 } from '../../hash/crc.ts';
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { isSlack, readSlack, strayBytes } from '../kit/padding.ts';
import { latin1At } from '../kit/read-int.ts';
import { endsInside, hexOf, passTo } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, mismatch, PROVEN } from '../kit/verdicts.ts';

/** How every PNG ends: programs that save a smaller picture over a larger one leave the rest of that. */
const END = Buffer.from('\0\0\0\0IEND\xaeB`\x82', 'latin1');
const MAGIC = '\x89PNG\r\n\x1a\n';

/** PNG and APNG (PNG specification, third edition, 5): the CRC-32 of every chunk up to IEND; a few bytes may follow, or the rest of a larger picture. */
export const png: Structure = {
  name: 'png',
  starts: '\x89',
  traits: ['dense'],
  extensions: ['png', 'apng'],
  recognises: (head) => latin1At(head, 0, 8) === MAGIC,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  yield* source.skip(MAGIC.length);
  for (let isFirst = true; ; isFirst = false) {
    const start = source.offset;
    const head = yield* source.take(8);
    if (head.length < 8) return cut(`ends at ${source.offset}, without the chunk IEND`);
    const type = head.toString('latin1', 4);
    const length = head.readUInt32BE(0);
    if (!/^[A-Za-z]{4}$/.test(type) || length > 0x7fffffff)
      return broken(`not a valid chunk at ${start}: ${hexOf(head)}`);
    // CgBI is what Apple's pngcrush puts first.
    if (isFirst && type !== 'IHDR' && type !== 'CgBI')
      return broken(`first chunk wanted IHDR, found ${type}`);
    let crc = crc32(head.subarray(4));
    const isWhole = yield* passTo(source, length, (part) => {
      crc = crc32(part, crc);
    });
    const wanted = yield* source.take(4);
    if (!isWhole || wanted.length < 4) return endsInside(source, `the chunk ${type} at ${start}`);
    if (wanted.readUInt32BE(0) !== crc >>> 0)
      return mismatch(`chunk ${type} at ${start}: CRC-32`, wanted, crc);
    if (type === 'IEND') return yield* checkBehind(source);
  }
}

function* checkBehind(source: Source): Step<StructureVerdict> {
  const end = source.offset;
  const { bytes, last } = yield* readSlack(source, END.length);
  return isSlack(bytes, source.offset) && !last.equals(END) ? strayBytes('png', end) : PROVEN;
}
