import { fill } from '../../disk/open.ts';
import type { BytePath } from '../../model/path.ts';
import { withVoucherFile } from '../kit/read-voucher-file.ts';

/** What the index of a repository says: how many objects there are, and the segments that they are in, each with the offset of its last one. */
export type BorgIndex = { readonly objects: number; readonly segments: ReadonlyMap<number, number> };

const MAGIC = 8;
const HEAD = 32;
const CHUNK = 1 << 20;
const KEY = 32;
/** Marks of a bucket that is empty or was emptied. */
const FIRST_MARK = 0xff_ff_ff_fe;

/** Where the table of an index begins, the size of a bucket, and the numbers in its header. */
type Header = { readonly start: number; readonly bucket: number; readonly objects: number };

/**
 * Reads `index.N` of a repository (borg, _hashindex.c): a header, then buckets of a key of 32 bytes and of what it is mapped
 * to: the segment and the offset in it. Undefined where it cannot be read or is of another form.
 */
export function readBorgIndex(root: BytePath, path: BytePath): BorgIndex | undefined {
  return withVoucherFile(root, path, (descriptor, size) => {
    const head = Buffer.alloc(HEAD);
    const header = fill(descriptor, head) === HEAD ? headerOf(head, size) : undefined;
    if (header === undefined) return undefined;
    const { start, bucket, objects } = header;
    const segments = new Map<number, number>();
    const chunk = Buffer.alloc(CHUNK - (CHUNK % bucket));
    for (let at = start; at < size; at += chunk.length) {
      const length = fill(descriptor, chunk, Math.min(chunk.length, size - at), at);
      for (let place = KEY; place + 8 <= length; place += bucket) {
        const segment = chunk.readUInt32LE(place);
        const offset = chunk.readUInt32LE(place + 4);
        if (segment < FIRST_MARK) segments.set(segment, Math.max(offset, segments.get(segment) ?? 0));
      }
    }
    return { objects, segments };
  });
}

function headerOf(head: Buffer, size: number): Header | undefined {
  const magic = head.toString('latin1', 0, MAGIC);
  if (magic === 'BORG_IDX')
    return checked({ start: 18, key: head.readInt8(16), value: head.readInt8(17) }, head, 8, size);
  if (magic === 'BORG2IDX' && head.readInt32LE(8) === 2)
    return checked({ start: 1024, key: head.readInt32LE(24), value: head.readInt32LE(28) }, head, 12, size);
  return undefined;
}

/** Returns the header where what it says of the table is the size of the file; the counts begin at an offset. */
function checked(
  { start, key, value }: { readonly start: number; readonly key: number; readonly value: number },
  head: Buffer,
  counts: number,
  size: number,
): Header | undefined {
  const [objects, buckets] = [head.readInt32LE(counts), head.readInt32LE(counts + 4)];
  const bucket = key + value;
  return key === KEY && value >= 8 && objects >= 0 && start + buckets * bucket === size
    ? { start, bucket, objects }
    : undefined;
}
