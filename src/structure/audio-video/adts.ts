import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';
import { type AudioFrame, startOfFrames, walkFrames } from './audio-frames.ts';

/** The longest frame has 8191 bytes, a typical one a few hundred. */
const MAX_LOST = 2048;
const MAX_SHARE = 0.01;
const MIN_LOST = 1024;

/** AAC in ADTS (ISO 14496-3, 1.A.2.2): the chain of frames by their lengths. */
export const adts: Structure = {
  name: 'adts',
  traits: ['dense'],
  extensions: ['aac', 'adts'],
  starts: 'I\0\xff',
  recognises: (head) => startOfFrames(head, parse) >= 0,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const { frames, lost, longest, longestAt, isCut } = yield* walkFrames(source, parse, () => {});
  if (frames === 0) return UNKNOWN;
  if (longest > MAX_LOST) return broken(`no frames from ${longestAt} to ${longestAt + longest}`);
  if (lost > source.offset * MAX_SHARE && lost > MIN_LOST)
    return broken(`${lost} bytes between its frames belong to no frame`);
  // Recordings of broadcasts may end anywhere.
  if (isCut)
    return { is: 'cut', detail: `ends at ${source.offset}, inside its last frame`, severity: 'warning' };
  return lost > 0 ? UNKNOWN : SOUND;
}

function parse(bytes: Uint8Array, at: number): AudioFrame | undefined {
  const [second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = bytes.subarray(at + 1, at + 6);
  if (bytes[at] !== 0xff || (second & 0xf6) !== 0xf0 || ((third >> 2) & 15) > 12) return undefined;
  const length = (fourth & 3) * 2048 + fifth * 8 + (sixth >> 5);
  return length < 7 ? undefined : { length, kind: second * 256 + (third & 0xfc) };
}
