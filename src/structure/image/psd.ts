import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { endsInside, hexOf } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

/** Photoshop documents, PSD and PSB: the sections by their lengths, and the merged picture after them. */
export const psd: Structure = {
  name: 'psd',
  starts: '8',
  traits: ['paged'],
  extensions: ['psd', 'psb'],
  recognises: (head) => /^384250530(?:001|002)0{12}$/.test(hexOf(head.subarray(0, 12))),
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(26);
  if (head.length < 26) return endsInside(source, 'its header');
  const isBig = head[5] === 2;
  const channels = head.readUInt16BE(12);
  const rows = channels * head.readUInt32BE(14);
  const bits = head.readUInt32BE(18) * head.readUInt16BE(22);
  if (channels < 1 || channels > 56) return broken(`not a valid number of channels: ${channels}`);
  for (const name of ['colours', 'resources', 'layers']) {
    const width = isBig && name === 'layers' ? 8 : 4;
    const size = yield* source.take(width);
    if (size.length < width) return endsInside(source, `its ${name}`);
    const length = width === 8 ? Number(size.readBigUInt64BE(0)) : size.readUInt32BE(0);
    if (!(yield* source.skip(length))) return endsInside(source, `its ${name}`);
  }
  const compression = yield* source.take(2);
  if (compression.length < 2) return endsInside(source, 'its merged picture');
  const kind = compression.readUInt16BE(0);
  if (kind > 3) return broken(`unknown compression ${kind} of its merged picture`);
  if (kind > 1) return UNKNOWN;
  const length = kind === 0 ? rows * Math.ceil(bits / 8) : yield* rowLengths(source, rows, isBig ? 4 : 2);
  const start = source.offset;
  if (length === undefined || !(yield* source.skip(length)))
    return cut(`ends at ${source.offset}, inside its merged picture at ${start}`);
  return SOUND;
}

/** Returns the sum of the lengths of packed rows; undefined where the file ends among them. */
function* rowLengths(source: Source, rows: number, width: number): Step<number | undefined> {
  let sum = 0;
  for (let left = rows; left > 0; ) {
    const count = Math.min(left, 8192);
    const lengths = yield* source.take(count * width);
    if (lengths.length < count * width) return undefined;
    for (let at = 0; at < lengths.length; at += width) sum += lengths.readUIntBE(at, width);
    left -= count;
  }
  return sum;
}
