import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { hexAt, u64le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = '3026b2758e66cf11a6d900aa0062ce6c';
const OBJECT = 24;

/**
 * Windows Media, .wma, .wmv and .asf (Advanced Systems Format 1.20, 2.2): the chain of objects to the end of the file.
 */
export const asf: Structure = {
  name: 'asf',
  starts: '0',
  traits: ['dense'],
  extensions: ['wma', 'wmv', 'asf'],
  recognises: (head) => hexAt(head, 0, 16) === HEADER,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  for (let count = 0; ; count++) {
    const at = reader.offset;
    const lead = yield* reader.takeUpTo(OBJECT);
    if (lead.length === 0 && count > 1) return SOUND;
    // Some programs append an MP3 tag.
    if (count > 1 && lead.toString('latin1').startsWith('TAG')) return SOUND;
    const head = Buffer.concat([lead, yield* reader.take(OBJECT - lead.length, 'an object')]);
    const length = u64le(head, 16);
    // In a live stream the length was never filled in.
    if (length === 0 && count === 1) return UNKNOWN;
    if (length < OBJECT) return broken(`not a valid object at ${at}: ${length} bytes`);
    yield* reader.skip(length - OBJECT, `the object at ${at}`);
  }
}
