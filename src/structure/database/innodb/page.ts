import { crc32c } from '../../../hash/crc.ts';
import { u32be } from '../../kit/read-int.ts';

const FULL_CRC32 = 0x10;
const ENCRYPTION = 1 << 13;
const NO_CHECKSUM = 0xdeadbeef;

/**
 * Returns the page size in bytes and whether the file has MariaDB's full_crc32; undefined where pages are compressed or
 * encrypted.
 */
export function layoutOf(flags: number): { readonly page: number; readonly isFull: boolean } | undefined {
  if ((flags & FULL_CRC32) !== 0) {
    const page = 512 << (flags & 15);
    return (flags & 0xe0) === 0 && isPageSize(page) ? { page, isFull: true } : undefined;
  }
  const size = (flags >>> 6) & 15;
  const page = size === 0 ? 16_384 : 512 << size;
  const isCompressed = (flags & 0x1e) !== 0;
  return isCompressed || (flags & ENCRYPTION) !== 0 || !isPageSize(page)
    ? undefined
    : { page, isFull: false };
}

/** Returns whether a page matches its checksum; undefined where that is of a kind that is not computed here. */
export function pageMatches(page: Buffer, isFull: boolean): boolean | undefined {
  const size = page.length;
  if (isFull) {
    // Encrypted pages have a key version, but the checksum still covers what is stored.
    return crc32c(page.subarray(0, size - 4)) === u32be(page, size - 4);
  }
  const first = u32be(page, 0);
  const last = u32be(page, size - 8);
  const crc = (crc32c(page.subarray(4, 26)) ^ crc32c(page.subarray(38, size - 8))) >>> 0;
  if (crc === first && crc === last) return true;
  if (first === NO_CHECKSUM && last === NO_CHECKSUM) return undefined;
  // The older algorithms put two different checksums here; the low half of the LSN is at both ends of any page.
  if (first !== last && crc !== first && crc !== last && u32be(page, 20) === u32be(page, size - 4))
    return undefined;
  return false;
}

function isPageSize(page: number): boolean {
  return page >= 4096 && page <= 65_536;
}
