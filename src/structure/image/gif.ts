import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { withoutSlack } from '../kit/padding.ts';
import { latin1At } from '../kit/read-int.ts';
import { endsInside, hexOf } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const MAX_PADDING = 8;

/** GIF (87a and 89a, appendix B): the chain of blocks and their sub-blocks to the trailer 3B; a few bytes may follow. */
export const gif: Structure = {
  name: 'gif',
  starts: 'G',
  traits: ['dense'],
  extensions: ['gif'],
  recognises: (head) => /^GIF8[79]a$/.test(latin1At(head, 0, 6)) && head.length > 6,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const screen = yield* source.take(13);
  if (screen.length < 13) return endsInside(source, 'the logical screen descriptor');
  if (!(yield* source.skip(colours(screen[10])))) return endsInside(source, 'the global colour table');
  for (let padding = 0, images = 0; ; ) {
    const start = source.offset;
    const [kind] = yield* source.take(1);
    // Pictures without a trailer exist, and every reader shows them.
    if (kind === undefined) return images > 0 ? UNKNOWN : cut(`ends at ${start}, before its first picture`);
    if (kind === 0x3b) return yield* withoutSlack(source, 'gif', SOUND);
    // Some encoders end a chain of sub-blocks more than once; readers skip that.
    if (kind === 0 && ++padding <= MAX_PADDING) continue;
    if (kind !== 0x21 && kind !== 0x2c)
      return broken(`not a valid block at ${start}: ${hexOf(Buffer.of(kind))}, wanted 21, 2c or 3b`);
    const what = `the ${kind === 0x2c ? 'image' : 'extension'} at ${start}`;
    if (kind === 0x2c) {
      const image = yield* source.take(9);
      if (image.length < 9 || !(yield* source.skip(colours(image[8])))) return endsInside(source, what);
    }
    // The label of an extension, or the code size of an image.
    const [lead] = yield* source.take(1);
    if (lead === undefined) return endsInside(source, what);
    if (kind === 0x2c && (lead < 1 || lead > 11))
      return broken(`${what}: not a valid LZW code size: ${lead}`);
    if (!(yield* skipBlocks(source))) return endsInside(source, what);
    if (kind === 0x2c) images += 1;
  }
}

/** Returns the size in bytes of the colour table that a packed field announces. */
function colours(packed = 0): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0;
}

function* skipBlocks(source: Source): Step<boolean> {
  for (;;) {
    const [length] = yield* source.take(1);
    if (length === undefined) return false;
    if (length === 0) return true;
    if (!(yield* source.skip(length))) return false;
  }
}
