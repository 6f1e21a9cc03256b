import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { u16be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, SOUND } from '../kit/verdicts.ts';

const LAST = 8;
const MIN_METRICS = 12;

/**
 * What TeX and related programs write (dvitype.web, pktype.web, vftype.web): it ends in a postamble, padded to whole
 * words.
 */
export const dvi = ending('dvi', '\x02', '\xdf', 4);
/** Packed fonts. */
export const pk = ending('pk', '\x59', '\xf6', 0);
/** Virtual fonts. */
export const vf = ending('vf', '\xca', '\xf8', 1);

/** Font metrics (tftopl.web, 8): twelve lengths that add up to the length of the file. */
export const tfm: Structure = {
  name: 'tfm',
  traits: [],
  extensions: ['tfm'],
  recognises: (head) => lengthOf(head) > 0,
  createCheck: ({ head }) => exactProbe((reader) => checkReaches(reader, lengthOf(head), 'the metrics')),
};

/** Returns the size of the metrics in bytes, 0 where they are not valid. */
function lengthOf(head: Uint8Array): number {
  // Nearly nothing that is not one begins like that.
  if (head[2] !== 0) return 0;
  const [lf = 0, lh = 0, bc = 0, ec = 0, ...counts] = Array.from({ length: 12 }, (_, i) =>
    u16be(head, i * 2),
  );
  const sum = 6 + lh + (ec - bc + 1) + counts.reduce((a, b) => a + b, 0);
  const isSane = lf >= MIN_METRICS && lh >= 2 && lh < 256 && bc <= ec + 1 && ec <= 255;
  return isSane && sum === lf ? lf * 4 : 0;
}

function ending(name: string, id: string, filling: string, least: number): Structure {
  const fill = filling.charCodeAt(0);
  return {
    name,
    starts: '\xf7',
    traits: [],
    extensions: [],
    recognises: (head) => head[0] === 0xf7 && head[1] === id.charCodeAt(0) && head.length > LAST * 2,
    createCheck: () =>
      exactProbe(function* (reader: ExactReader): Step<StructureVerdict> {
        const last = yield* reader.readAllBut(LAST, () => {});
        const isEnded = least > 0 ? last.subarray(-least).every((byte) => byte === fill) : hasPost(last);
        return isEnded && reader.offset % 4 === 0
          ? SOUND
          : cut(`ends at ${reader.offset}, without its postamble`);
      }),
  };
}

/** Returns whether it ends as a packed font does: in the command 245 and any number of 246. */
function hasPost(last: Buffer): boolean {
  return last.includes(0xf5) && last.subarray(last.lastIndexOf(0xf5) + 1).every((byte) => byte === 0xf6);
}
