import { crc32 } from '../../hash/crc.ts';
import { follow, type Source, type Step } from '../kit/chunked-reader.ts';
import { endsInside, hexOf, seeing, textAt } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, hex32, PROVEN } from '../kit/verdicts.ts';

const MAGIC = '\x89PNG\r\n\x1a\n';

/** PNG and APNG (PNG specification, third edition, 5): the CRC-32 of every chunk up to IEND; what follows is allowed. */
export const png: Structure = {
  name: 'png',
  starts: '\x89',
  traits: ['dense'],
  extensions: ['png', 'apng'],
  recognises: (head) => textAt(head, 0, 8) === MAGIC,
  begin: () => follow(check),
};

function* check(source: Source): Step<StructureVerdict> {
  yield* source.skip(MAGIC.length);
  for (let isFirst = true; ; isFirst = false) {
    const start = source.offset;
    const head = yield* source.take(8);
    if (head.length < 8) return cut(`ends at ${source.offset}, and the chunk IEND is missing`);
    const type = head.toString('latin1', 4);
    const length = head.readUInt32BE(0);
    if (!/^[A-Za-z]{4}$/.test(type) || length > 0x7fffffff)
      return broken(`no chunk at ${start}: ${hexOf(head)}`);
    // CgBI is what Apple's pngcrush puts first.
    if (isFirst && type !== 'IHDR' && type !== 'CgBI') return broken(`the first chunk is ${type}, not IHDR`);
    let crc = crc32(head.subarray(4));
    const isWhole = yield* seeing(source, length, (part) => {
      crc = crc32(part, crc);
    });
    const wanted = yield* source.take(4);
    if (!isWhole || wanted.length < 4) return endsInside(source, `the chunk ${type} at ${start}`);
    if (wanted.readUInt32BE(0) !== crc >>> 0)
      return broken(`chunk ${type} at ${start}: CRC-32 ${hex32(crc)}, not ${hexOf(wanted)}`);
    if (type === 'IEND') return PROVEN;
  }
}
