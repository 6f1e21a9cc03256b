import { inflateRawSync } from 'node:zlib';
import { createLz4Blocks } from '../../structure/archive/lz4/block.ts';
import { unpackSnappy } from '../../structure/archive/snappy.ts';
import { zstd } from '../../structure/archive/zstd/zstd.ts';
import { readVarint } from '../../structure/kit/varint.ts';

/** The most bytes of an unpacked index. */
const MOST = 2 ** 22;
const PLAIN = 0;
const SNAPPY = 1;
const ZLIB = 2;
const LZ4 = new Set([4, 5]);
const ZSTD = 7;

/**
 * Unpacks a block by its type (table/format.h, CompressionType); undefined where the type is not known or the block not
 * valid. In tables of RocksDB (`hasLength`) the unpacked length comes first, except for Snappy, which has its own.
 */
export function unpackBlock(block: Buffer, type: number, hasLength: boolean): Buffer | undefined {
  if (type === PLAIN) return block;
  if (type === SNAPPY) return unpackSnappy(block, MOST);
  const length = hasLength ? readVarint(block, 0) : { value: MOST, end: 0 };
  if (length === undefined || length.value > MOST) return undefined;
  const packed = block.subarray(length.end);
  try {
    if (type === ZLIB) return inflateRawSync(packed, { maxOutputLength: MOST });
  } catch {
    return undefined;
  }
  if (LZ4.has(type)) return unpackLz4(packed, length.value);
  return type === ZSTD ? unpackZstd(packed) : undefined;
}

function unpackLz4(packed: Buffer, length: number): Buffer | undefined {
  const blocks = createLz4Blocks(length, false);
  const found = blocks.unpack(packed);
  const bytes = typeof found === 'string' ? undefined : Buffer.from(found);
  blocks.close();
  return bytes;
}

function unpackZstd(packed: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  let left = MOST;
  const check = zstd.createCheck?.({
    path: '',
    size: packed.length,
    head: packed,
    depth: 'normal',
    nest: () => ({
      update(bytes) {
        left -= bytes.length;
        if (left >= 0) parts.push(Buffer.from(bytes));
      },
      end: () => ({ is: 'unknown' }),
    }),
  });
  check?.update(packed);
  const verdict = check?.end().is;
  return left >= 0 && (verdict === 'proven' || verdict === 'sound') ? Buffer.concat(parts) : undefined;
}
