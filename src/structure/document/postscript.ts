import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import { hexOf } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, SOUND } from '../kit/verdicts.ts';

/** What Windows drivers put first, for printers on a serial line. */
const END_OF_TRANSMISSION = 4;

/**
 * PostScript and EPS: recognised by the first line; there is no rule that every file keeps, so nothing else is checked.
 */
export const postscript: Structure = {
  name: 'postscript',
  starts: '%\x04',
  traits: [],
  // Not ps: PostScript libraries may start with any comment.
  extensions: [],
  recognises: (head) => /^%!(?:PS|\r|\n| )/.test(latin1At(head, head[0] === END_OF_TRANSMISSION ? 1 : 0, 8)),
};

/** EPS with a preview (EPSF 3.0, 5.2): the three parts listed in its header lie inside the file. */
export const dosEps: Structure = {
  name: 'dos-eps',
  starts: '\xc5',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => hexOf(head.subarray(0, 4)) === 'c5d0d3c6' && head.length >= 30,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(30);
  if (head.length < 30) return cut(`ends at ${source.offset}, inside its header`);
  const ends = [4, 12, 20].map((at) => head.readUInt32LE(at) + head.readUInt32LE(at + 4));
  const end = Math.max(...ends);
  if (!(yield* source.skip(end - source.offset)))
    return cut(`ends at ${source.offset}; its header says ${end} bytes`);
  return SOUND;
}
