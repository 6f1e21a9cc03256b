/**
 * 7z (7zFormat.txt): a start header with its CRC-32 gives the place of the end header, which has a CRC-32 too. The
 * packed data between them is not unpacked, so a 7z is at most sound. Trailing bytes are ignored.
 */

import { crc32 } from '../../hash/crc.ts';
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { withoutSlack } from '../kit/padding.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../kit/structure.ts';
import { asWarning, ENCRYPTED, SOUND, UNKNOWN, verdictsOf } from '../kit/verdicts.ts';

const { broken, cut, mismatch } = verdictsOf('7z');

const MAGIC = Buffer.from('377abcaf271c', 'hex');
const START = 32;
/** The id of the coder 7zAES; it is in the end header even where the names are encrypted. */
const AES = Buffer.from('06f10701', 'hex');
const ENCODED = 0x17;
const MAX_ENCODED = 4096;

/** 7z. */
export const sevenZip: Structure = {
  name: '7z',
  starts: '7',
  traits: ['dense'],
  extensions: ['7z'],
  recognises: (head) => MAGIC.equals(head.subarray(0, 6)),
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

function* check(source: Source, { path }: CheckedFile): Step<StructureVerdict> {
  const start = yield* source.take(START);
  if (start.length < START) return cut(`ends at ${start.length}, inside the start header`);
  // An archive that was never finished has only its signature.
  if (start.every((byte, i) => i < 8 || byte === 0)) return cut('the start header at 8 was never written');
  if (start[6] !== 0) return UNKNOWN;
  const wrong = wrongSum(start.readUInt32LE(8), crc32(start.subarray(12)), 'start header at 12');
  if (wrong !== undefined) return wrong;
  const offset = Number(start.readBigUInt64LE(12));
  const size = Number(start.readBigUInt64LE(20));
  if (size === 0) return asWarning(broken('no member in it: its end header has 0 bytes'));
  const at = START + offset;
  const short = (): StructureVerdict =>
    /\.\d{3}$/.test(path)
      ? UNKNOWN
      : cut(`ends at ${source.offset}; its end header is from ${at} to ${at + size}`);
  if (!(yield* source.skip(offset))) return short();
  const first = yield* source.peek(MAX_ENCODED);
  let crc = 0;
  for (let left = size; left > 0; ) {
    const piece = yield* source.takeSome(Math.min(left, 65_536));
    if (piece.length === 0) return short();
    crc = crc32(piece, crc);
    left -= piece.length;
  }
  const wrongEnd = wrongSum(start.readUInt32LE(28), crc, `end header at ${at}`);
  if (wrongEnd !== undefined) return wrongEnd;
  const isEncrypted = first[0] === ENCODED && size <= MAX_ENCODED && first.subarray(0, size).includes(AES);
  return yield* withoutSlack(source, '7z', isEncrypted ? ENCRYPTED : SOUND);
}

function wrongSum(wanted: number, found: number, where: string): StructureVerdict | undefined {
  if (wanted === found) return undefined;
  return mismatch(`${where}: CRC-32`, wanted, found);
}
