import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { checkChunks } from '../kit/chunks.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, UNKNOWN } from '../kit/verdicts.ts';

const BIG = { isBigEndian: true };

/** AIFF and AIFF-C (EA IFF 85): the FORM length and the chain of chunks in it. */
export const aiff: Structure = {
  name: 'aiff',
  starts: 'F',
  traits: [],
  extensions: ['aif', 'aiff', 'aifc'],
  recognises: (head) => latin1At(head, 0, 4) === 'FORM' && /^AIF[FC]$/.test(latin1At(head, 8, 4)),
  createCheck: () => chunkedProbe((source) => check(source, 0)),
};

/** DjVu (IFF85 after the word AT&T): the FORM length and the chain of chunks, with the pages as one. */
export const djvu: Structure = {
  name: 'djvu',
  starts: 'A',
  traits: ['dense'],
  extensions: ['djvu', 'djv'],
  recognises: (head) => latin1At(head, 0, 8) === 'AT&TFORM' && /^DJV[UM]$/.test(latin1At(head, 12, 4)),
  createCheck: () => chunkedProbe((source) => check(source, 4)),
};

function* check(source: Source, lead: number): Step<StructureVerdict> {
  yield* source.skip(lead);
  const head = yield* source.take(12);
  if (head.length < 12) return cut(`ends at ${source.offset}, inside its header`);
  const length = head.readUInt32BE(4);
  if (length === 0 || length === 0xffffffff) return UNKNOWN;
  return yield* checkChunks(source, lead + 8 + length, BIG);
}
