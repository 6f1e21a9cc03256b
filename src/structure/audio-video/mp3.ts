import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';
import { type AudioFrame, startOfFrames, walkFrames } from './audio-frames.ts';
import { id3Length } from './id3.ts';

/** A frame of 320 kbit/s at 32 kHz has 1441 bytes: a hole of 4 KiB breaks the chain for more than this. */
const MAX_LOST = 2048;
const MAX_SHARE = 0.01;
const MIN_LOST = 1024;
/** Kilobits per second by code, of MPEG 1 layers II and III, and of MPEG 2 layers II and III. */
const RATES = [
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const HERTZ = [44_100, 48_000, 32_000];

/**
 * MPEG audio, layers II and III (ISO 11172-3, 2.4; 13818-3): the chain of frames with tags around it, and the number of
 * frames in a Xing or VBRI header. Frames usually have no checksum; a short loss of sync is not reported.
 */
export const mp3: Structure = {
  name: 'mp3',
  traits: ['dense'],
  extensions: ['mp3', 'mp2', 'mpga'],
  starts: 'I\0\xff',
  recognises: (head) =>
    (id3Length(head) > 0 && id3Length(head) >= head.length) ||
    startOfFrames(head, parse) >= 0 ||
    isFreeFormat(head),
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  let declared = 0;
  const chain = yield* walkFrames(source, parse, (first) => {
    declared = declaredFrames(first);
  });
  const { frames, lost, longest, longestAt, losses, splices, trailing, isCut, isFree } = chain;
  const size = source.offset;
  if (isFree || frames === 0) return UNKNOWN;
  if (longest > MAX_LOST) return broken(`no frames from ${longestAt} to ${longestAt + longest}`);
  if (lost > size * MAX_SHARE && lost > MIN_LOST)
    return broken(`${lost} bytes between its frames belong to no frame`);
  // Both ends of a stripe that belongs to another file.
  if (splices >= 2 && splices * 2 >= losses)
    return {
      is: 'broken',
      detail: `${splices} of ${losses} losses of sync lie on 64 KiB boundaries`,
      severity: 'warning',
    };
  const missing = declared - frames;
  if (isCut && missing > 1) return cut(`ends at ${size}; ${missing} of its ${declared} frames are missing`);
  // Programs that cut pieces out of a song leave its header unchanged.
  if (missing > 2) return warning(`has ${frames} frames; its header says ${declared}`);
  if (trailing > MAX_LOST && trailing > size * MAX_SHARE)
    return warning(`no frames from ${size - trailing} on`);
  return lost > 0 || isCut ? UNKNOWN : SOUND;
}

/** Returns whether a head is in free format, which only its encoder's name shows. */
function isFreeFormat(head: Uint8Array): boolean {
  return parse(head, 0) === 'free' && /LAME|Xing|Info/.test(latin1At(head, 0, 4096));
}

function warning(detail: string): StructureVerdict {
  return { is: 'cut', detail, severity: 'warning' };
}

function parse(bytes: Uint8Array, at: number): AudioFrame | 'free' | undefined {
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  if (bytes[at] !== 0xff || second < 0xe0) return undefined;
  // 3 is MPEG 1, 2 MPEG 2, 0 MPEG 2.5; layers count down: 2 is II, 1 is III.
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  const hertz = HERTZ[(third >> 2) & 3];
  if (version === 1 || layer === 0 || layer === 3 || hertz === undefined) return undefined;
  const rate = RATES[version === 3 ? 2 - layer : 2]?.[third >> 4];
  if (rate === undefined) return undefined;
  if (rate === 0) return 'free';
  const slots = layer === 2 || version === 3 ? 144_000 : 72_000;
  const real = hertz / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const length = Math.floor((slots * rate) / real) + ((third >> 1) & 1);
  return { length, kind: (second & 0xfe) * 256 + (third & 0x0c) };
}

/**
 * Returns the number of frames after the Xing or VBRI header that the first frame may contain; 0 where there is none.
 */
function declaredFrames(first: Buffer): number {
  const text = first.toString('latin1', 0, 64);
  const xing = Math.max(text.indexOf('Xing'), text.indexOf('Info'));
  if (xing > 0 && xing + 12 <= first.length)
    return (first.readUInt8(xing + 7) & 1) === 1 ? first.readUInt32BE(xing + 8) : 0;
  const vbri = text.indexOf('VBRI');
  return vbri > 0 && vbri + 18 <= first.length ? first.readUInt32BE(vbri + 14) : 0;
}
