import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { chunkedProbe, type Source, type Step } from '../../structure/kit/chunked-reader.ts';
import { isZero } from '../../structure/kit/read-int.ts';
import { broken, mismatch, PROVEN, SOUND, tornRecord, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { masked } from './block-sums.ts';

const BLOCK = 32_768;
const HEADER = 7;
const LOG_NUMBER = 4;
/** FULL and FIRST; all with the number of their log; the last whose meaning is known here. */
const FIRST_TYPES = new Set([1, 2]);
const RECYCLED = new Set([5, 6, 7, 8, 11, 131]);
const LAST_TYPE = 8;

/**
 * A log of LevelDB or RocksDB: blocks of 32 KiB with records of a masked CRC-32C, length, type and payload. A log that
 * is used again (types 5 to 8) has the remains of the last one after its end, so it may end anywhere.
 */
export function levelLog(): Probe<StructureVerdict> {
  return chunkedProbe(walk);
}

function* walk(source: Source): Step<StructureVerdict> {
  let held = 0;
  let isRecycled = false;
  for (;;) {
    const start = source.offset;
    const block = yield* source.take(BLOCK);
    if (block.length === 0) return held > 0 ? PROVEN : SOUND;
    for (let at = 0; at < block.length; ) {
      const left = block.length - at;
      const offset = start + at;
      if (block[at] === 0 && isZero(block.subarray(at, at + HEADER))) break;
      if (left < HEADER)
        return block.length === BLOCK
          ? broken(`no zeros at the end of a block, at ${offset}`)
          : tornRecord(start + block.length, offset);
      const type = block.readUInt8(at + 6);
      if (held === 0) isRecycled = RECYCLED.has(type);
      const end = at + HEADER + (RECYCLED.has(type) ? LOG_NUMBER : 0) + block.readUInt16LE(at + 4);
      const isRecord = type > 0 && end <= BLOCK;
      if (isRecord && end > block.length)
        return isRecycled ? UNKNOWN : tornRecord(start + block.length, offset);
      const found = isRecord ? masked(crc32c(block.subarray(at + 6, end))) : 0;
      const wanted = block.readUInt32LE(at);
      if (isRecord && found === wanted && type > LAST_TYPE) return UNKNOWN;
      if (isRecord && found === wanted) held += 1;
      else if (isRecycled) return held > 0 ? PROVEN : UNKNOWN;
      // Nothing held yet: it may be encrypted, unless its header is that of a first record.
      else if (held === 0 && !(isRecord && FIRST_TYPES.has(type))) return UNKNOWN;
      else
        return isRecord
          ? mismatch(`record at ${offset}: masked CRC-32C`, wanted, found)
          : broken(`no record at ${offset}: ${block.toString('hex', at, at + HEADER)}`);
      at = end;
    }
  }
}
