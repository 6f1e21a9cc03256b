import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import type { ExactReader } from '../../structure/kit/exact-reader.ts';
import { u32be } from '../../structure/kit/read-int.ts';
import { takeVarint } from '../../structure/kit/varint.ts';
import { mismatch } from '../../structure/kit/verdicts.ts';

const LENGTH_BYTES = 5;

/** Reads a part of a file that is followed by its CRC-32C; a verdict where that does not match. */
export function* readChecked(
  reader: ExactReader,
  length: number,
  what: string,
): Step<StructureVerdict | undefined> {
  let crc = 0;
  yield* reader.skip(length, what, (bytes) => {
    crc = crc32c(bytes, crc);
  });
  const wanted = u32be(yield* reader.take(4, what), 0);
  return crc === wanted ? undefined : mismatch(`${what}: CRC-32C`, wanted, crc);
}

/** Reads a length of 7 bits per byte, the lowest first; undefined where it has more than five bytes. */
export function readLength(reader: ExactReader, what: string): Step<number | undefined> {
  return takeVarint(reader, what, LENGTH_BYTES);
}
