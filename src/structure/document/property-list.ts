import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

const TRAILER = 32;

/** Binary property lists of Apple (CFBinaryPList): the trailer says how many objects there are, and where their offsets lie. */
export const propertyList: Structure = {
  name: 'bplist',
  starts: 'b',
  traits: ['dense'],
  extensions: ['plist'],
  recognises: (head) => latin1At(head, 0, 7) === 'bplist0',
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  yield* reader.take(8, 'the header');
  const trailer = yield* reader.readAllBut(TRAILER, () => {});
  const size = reader.offset;
  if (trailer.length < TRAILER) return cut(`ends at ${size}, without its trailer`);
  const [width = 0, reference = 0] = trailer.subarray(6, 8);
  const [count, top, table] = [8, 16, 24].map((at) => Number(trailer.readBigUInt64BE(at)));
  if (count === undefined || top === undefined || table === undefined) return SOUND;
  const end = table + count * width;
  if (width < 1 || width > 8 || reference < 1 || reference > 8 || top >= count || table < 9)
    return cut(`ends at ${size}, without its trailer`);
  return end === size - TRAILER
    ? SOUND
    : broken(`its table of ${count} offsets ends at ${end}, and its trailer begins at ${size - TRAILER}`);
}
