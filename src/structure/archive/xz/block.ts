/** One block of an xz stream: header, chunks of LZMA2, padding and the check of its content. */

import { crc32 } from '../../../hash/crc.ts';
import type { Source, Step } from '../../kit/chunked-reader.ts';
import type { NestedCheck } from '../../kit/nested.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { UNKNOWN, verdictsOf } from '../../kit/verdicts.ts';
import { type ContentSum, contentSum } from './checks.ts';
import { readChunks, type Unpacking } from './chunks.ts';
import { type Filter, filtersOf } from './filters.ts';
import { readBlockHeader } from './header.ts';

const { broken, cut, mismatch } = verdictsOf('xz');

/** What the index says about a block: its size without padding, and the size of its content, in bytes. */
export type Block = { readonly unpadded: number; readonly size: number };

/** How the blocks of a stream are checked: the size of the check, and which it is. */
export type Checking = { readonly checkSize: number; readonly checkType: number };

/** Reads the block that starts here to its end. */
export function* readBlock(
  source: Source,
  { checkSize, checkType }: Checking,
  inside: NestedCheck,
): Step<Block | StructureVerdict> {
  const start = source.offset;
  const short = (): StructureVerdict => cut(`ends at ${source.offset}, inside the block at ${start}`);
  const first = yield* source.peek(1);
  const header = yield* source.take(((first[0] ?? 0) + 1) * 4);
  if (header.length < ((first[0] ?? 0) + 1) * 4) return short();
  const headerSum = crc32(header.subarray(0, -4));
  const wantedHeader = header.readUInt32LE(header.length - 4);
  if (headerSum !== wantedHeader)
    return mismatch(`block header at ${start}: CRC-32`, wantedHeader, headerSum);
  const coding = readBlockHeader(header);
  if (coding === undefined) return UNKNOWN;
  const filters = filtersOf(coding.before);
  if (filters === undefined) inside.giveUp();
  const content = contentOf(filters ?? [], contentSum(checkType), inside);
  const from = source.offset;
  const size = yield* readChunks(source, { ...content, dictionary: coding.dictionary });
  if (size === undefined) return short();
  if (typeof size !== 'number') return size;
  const packed = source.offset - from;
  const padding = yield* source.take((4 - (packed % 4)) % 4);
  if (padding.some((byte) => byte !== 0)) return broken(`padding of the block at ${start} is not zero`);
  const wanted = yield* source.take(checkSize);
  if (wanted.length < checkSize) return short();
  const found = content.end();
  if (inside.isWanted() && found !== undefined && !found.bytes.equals(wanted))
    return mismatch(`block at ${start}: ${found.name}`, wanted, found.bytes);
  return { unpadded: header.length + packed + checkSize, size };
}

type Content = Omit<Unpacking, 'dictionary'> & { end(): ReturnType<ContentSum['end']> };

/** Passes what LZMA2 gives through the other filters, to the check of the block and to whoever looks inside. */
function contentOf(filters: readonly Filter[], sum: ContentSum, inside: NestedCheck): Content {
  const pass = (bytes: Buffer, index: number): void => {
    if (bytes.length === 0) return;
    const filter = filters[index];
    if (filter !== undefined) return pass(filter.pass(bytes), index + 1);
    sum.update(bytes);
    inside.see(bytes);
  };
  return {
    isWanted: () => inside.isWanted(),
    giveUp: () => inside.giveUp(),
    // A filter changes the bytes, which the dictionary still needs.
    see: (bytes) => pass(filters.length === 0 ? bytes : Buffer.from(bytes), 0),
    end() {
      for (const [i, filter] of filters.entries()) pass(filter.end(), i + 1);
      return sum.end();
    },
  };
}
