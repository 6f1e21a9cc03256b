import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import { endsInside, hexOf, isFourCc } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

/** Standard MIDI files (RP-001): as many tracks as the header says, each complete; anything may follow. */
export const midi: Structure = {
  name: 'midi',
  starts: 'M',
  traits: [],
  extensions: ['mid', 'midi', 'kar'],
  recognises: (head) => latin1At(head, 0, 8) === 'MThd\0\0\0\x06' && head.length >= 14 && head[8] === 0,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(14);
  if (head.length < 14) return endsInside(source, 'its header');
  const wanted = head.readUInt16BE(10);
  for (let tracks = 0; tracks < wanted; ) {
    const start = source.offset;
    const chunk = yield* source.take(8);
    if (chunk.length < 8) return cut(`ends at ${source.offset}, after ${tracks} of ${wanted} tracks`);
    const type = chunk.toString('latin1', 0, 4);
    if (!isFourCc(type)) return broken(`not a valid chunk at ${start}: ${hexOf(chunk)}`);
    const length = chunk.readUInt32BE(4);
    const end = length < 3 || type !== 'MTrk' ? undefined : 'ff2f00';
    if (!(yield* source.skip(length - (end === undefined ? 0 : 3))))
      return endsInside(source, `the chunk ${type} at ${start}`);
    if (end !== undefined) {
      const last = yield* source.take(3);
      if (last.length < 3) return endsInside(source, `the chunk ${type} at ${start}`);
      if (hexOf(last) !== end) return broken(`the track at ${start} ends with ${hexOf(last)}, wanted ${end}`);
    }
    if (type === 'MTrk') tracks += 1;
  }
  return SOUND;
}
