import { crc32c } from '../../hash/crc.ts';
import { xxh3 } from '../../hash/xxh3.ts';
import type { Probe } from '../../model/probe.ts';
import { lowSum64, sum32 } from '../../structure/kit/xxhash.ts';

/** A checksum of a block and of the byte after it, which says how it is packed. */
export type BlockSum = { readonly name: string; create(): Probe<number | undefined> };

/** Returns a CRC as logs and tables store it: so that a CRC of bytes that contain CRCs is no trouble (util/crc32c.h). */
export function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** The checksum of LevelDB, and of RocksDB up to version 6.26. */
export const MASKED_CRC: BlockSum = {
  name: 'masked CRC-32C',
  create() {
    let crc = 0;
    return {
      update(bytes) {
        crc = crc32c(bytes, crc);
      },
      end: () => masked(crc),
    };
  },
};

/** XXH3 needs a block as a whole; of one that is longer than this nothing is said. */
const MOST_XXH3 = 2 ** 24;
const LAST_BYTE_FACTOR = 0x6b9083d9;

/** XXH3 of all bytes but the last, which is mixed in afterwards (table/format.cc, ModifyChecksumForLastByte). */
const XXH3: BlockSum = {
  name: 'XXH3',
  create() {
    const parts: Buffer[] = [];
    let size = 0;
    return {
      update(bytes) {
        size += bytes.length;
        if (size <= MOST_XXH3) parts.push(Buffer.from(bytes));
      },
      end() {
        if (size > MOST_XXH3) return undefined;
        const all = Buffer.concat(parts);
        const low = Number(xxh3(all.subarray(0, -1)) & 0xffffffffn);
        return (low ^ Math.imul(all.at(-1) ?? 0, LAST_BYTE_FACTOR)) >>> 0;
      },
    };
  },
};

/** The checksums of RocksDB by their number (ChecksumType). */
export const ROCKSDB_SUMS: ReadonlyMap<number, BlockSum> = new Map([
  [1, MASKED_CRC],
  [2, { name: 'XXH32', create: sum32 }],
  [3, { name: 'XXH64', create: lowSum64 }],
  [4, XXH3],
]);
