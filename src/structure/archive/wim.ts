import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { isZero, u32le, u64le, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = 208;
/** Where the header places the lookup table, the XML, the metadata to start from and the integrity table. */
const RESOURCES = [48, 72, 96, 124];

/** Images of Windows, .wim and .esd (Windows Imaging File Format, 2007): what the header places lies inside the file. */
export const wim: Structure = {
  name: 'wim',
  starts: 'M',
  traits: ['dense', 'paged'],
  extensions: ['wim', 'esd', 'swm'],
  recognises: (head) => wordAt(head, 0, 8) === 'MSWIM\0\0\0' && u32le(head, 8) === HEADER,
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const head = yield* tape.take(HEADER, 'the header');
  const ends = RESOURCES.map((at) => (u64le(head, at) % 2 ** 56) + u64le(head, at + 8));
  const end = Math.max(...ends);
  if (isZero(head.subarray(RESOURCES[0] ?? 0, 72))) return UNKNOWN;
  const size = yield* tape.rest();
  return size < end ? cut(`ends at ${size}, and its header places tables up to ${end}`) : SOUND;
}
