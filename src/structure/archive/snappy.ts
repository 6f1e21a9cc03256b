import { copyMatch } from '../kit/copy-match.ts';
import { readVarint } from '../kit/varint.ts';

const LENGTH_BYTES = 5;

/**
 * Unpacks a block of Snappy (format_description.txt): its length, then literals and copies. Undefined where it is not
 * valid or longer than `most` bytes.
 */
export function unpackSnappy(block: Buffer, most: number): Buffer | undefined {
  const head = readVarint(block, 0, LENGTH_BYTES);
  if (head === undefined || head.value > most) return undefined;
  const { value: wanted } = head;
  let at = head.end;
  const output = Buffer.alloc(wanted);
  let end = 0;
  while (at < block.length) {
    const tag = block[at++] ?? 0;
    const kind = tag & 3;
    let length = (tag >> 2) + 1;
    if (kind === 0) {
      const extra = length > 60 ? length - 60 : 0;
      if (at + extra > block.length) return undefined;
      if (extra > 0) length = block.readUIntLE(at, extra) + 1;
      at += extra;
      if (at + length > block.length || end + length > wanted) return undefined;
      block.copy(output, end, at, at + length);
      at += length;
    } else {
      const bytes = kind === 3 ? 4 : kind;
      if (at + bytes > block.length) return undefined;
      const low = block.readUIntLE(at, bytes);
      at += bytes;
      if (kind === 1) length = ((tag >> 2) & 7) + 4;
      const distance = kind === 1 ? (tag >> 5) * 256 + low : low;
      if (distance === 0 || distance > end || end + length > wanted) return undefined;
      copyMatch(output, end, distance, length);
    }
    end += length;
  }
  return end === wanted ? output : undefined;
}
