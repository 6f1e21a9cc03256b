import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { checkChunks } from '../../kit/chunks.ts';
import { latin1At } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { cut, UNKNOWN } from '../../kit/verdicts.ts';

/** RIFF of any other kind (sounds of synthesisers, cursors, palettes, MIDI): the total length and the chunks. */
export const riffOther: Structure = {
  name: 'riff',
  starts: 'R',
  traits: ['paged'],
  extensions: ['sf2'],
  recognises: (head) =>
    /^RIF[FX]$/.test(latin1At(head, 0, 4)) &&
    /^(?!WAVE|AVI |WEBP)[A-Za-z][A-Za-z0-9 ]{3}$/.test(latin1At(head, 8, 4)),
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(12);
  if (head.length < 12) return cut(`ends at ${source.offset}, inside its header`);
  const isBigEndian = head[3] === 0x58;
  const length = isBigEndian ? head.readUInt32BE(4) : head.readUInt32LE(4);
  return length === 0 || length === 0xffffffff
    ? UNKNOWN
    : yield* checkChunks(source, 8 + length, { isBigEndian });
}
