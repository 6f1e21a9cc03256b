import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { u32le } from '../../structure/kit/read-int.ts';
import { broken, cut, SOUND } from '../../structure/kit/verdicts.ts';

const MAGIC = 120_897;
const CHECKSUM_AT = 8;
/** The size of the first block is that of the smallest unit of the file, from 512 bytes on; 4 KiB unless it was set. */
const LEAST = 512;
const MOST = 65_536;

/**
 * The first block of a file of WiredTiger (block.h, WT_BLOCK_DESC): a magic number, and the CRC-32C of the block. WiredTiger opens
 * no file without it. Of the other blocks only the trees say which ones count.
 */
export function firstBlock(): Probe<StructureVerdict> {
  return exactProbe(function* (reader) {
    const start = yield* reader.takeUpTo(MOST);
    yield* reader.readToEnd();
    if (start.length < LEAST) return cut(`ends at ${start.length}, inside its first block`);
    if (u32le(start, 0) !== MAGIC)
      return broken(`no file of WiredTiger: it begins with ${start.toString('hex', 0, 4)}`);
    const wanted = u32le(start, CHECKSUM_AT);
    const bytes = Buffer.from(start);
    bytes.writeUInt32LE(0, CHECKSUM_AT);
    let sum = 0;
    for (let [from, size] = [0, LEAST]; size <= bytes.length; [from, size] = [size, size * 2]) {
      sum = crc32c(bytes.subarray(from, size), sum);
      if (sum === wanted) return SOUND;
    }
    return broken('no CRC-32C of its first block holds');
  });
}
