import { follow, type Source, type Step } from '../kit/chunked-reader.ts';
import { hexOf, textAt } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, SOUND } from '../kit/verdicts.ts';

/** What Windows drivers put first, for printers on a serial line. */
const END_OF_TRANSMISSION = 4;

/** PostScript and EPS: known by the first line; without a rule that every file keeps there is no more to hold. */
export const postscript: Structure = {
  name: 'postscript',
  starts: '%\x04',
  traits: [],
  // Not ps: libraries of PostScript start with any comment.
  extensions: [],
  recognises: (head) => /^%!(?:PS|\r|\n| )/.test(textAt(head, head[0] === END_OF_TRANSMISSION ? 1 : 0, 8)),
};

/** EPS with a preview (EPSF 3.0, 5.2): the three parts that its header places lie inside the file. */
export const dosEps: Structure = {
  name: 'dos-eps',
  starts: '\xc5',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => hexOf(head.subarray(0, 4)) === 'c5d0d3c6' && head.length >= 30,
  begin: () => follow(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(30);
  if (head.length < 30) return cut(`ends at ${source.offset}, inside its header`);
  const ends = [4, 12, 20].map((at) => head.readUInt32LE(at) + head.readUInt32LE(at + 4));
  const end = Math.max(...ends);
  if (!(yield* source.skip(end - source.offset)))
    return cut(`ends at ${source.offset}, and its header promises ${end} bytes`);
  return SOUND;
}
