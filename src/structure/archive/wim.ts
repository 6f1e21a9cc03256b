import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { isZero, latin1At, u32le, u64le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = 208;
/** Where the header refers to the lookup table, the XML, the boot metadata and the integrity table. */
const RESOURCES = [48, 72, 96, 124];

/**
 * Windows images, .wim and .esd (Windows Imaging File Format, 2007): what the header refers to lies inside the file.
 */
export const wim: Structure = {
  name: 'wim',
  starts: 'M',
  traits: ['dense', 'paged'],
  extensions: ['wim', 'esd', 'swm'],
  recognises: (head) => latin1At(head, 0, 8) === 'MSWIM\0\0\0' && u32le(head, 8) === HEADER,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const head = yield* reader.take(HEADER, 'the header');
  const ends = RESOURCES.map((at) => (u64le(head, at) % 2 ** 56) + u64le(head, at + 8));
  const end = Math.max(...ends);
  if (isZero(head.subarray(RESOURCES[0] ?? 0, 72))) return UNKNOWN;
  const size = yield* reader.readToEnd();
  return size < end ? cut(`ends at ${size}; its header refers to tables up to ${end}`) : SOUND;
}
