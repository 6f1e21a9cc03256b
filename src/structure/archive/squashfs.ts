/**
 * squashfs 4.0 (squashfs_fs.h): a superblock with the length of the image and the offsets of its tables. Packed data
 * has no checksum. Padding to 4 KiB, and anything else, may follow.
 */
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { SOUND, UNKNOWN, verdictsOf } from '../kit/verdicts.ts';

const { broken, cut } = verdictsOf('squashfs');

const MAGIC = Buffer.from('hsqs');
const SUPERBLOCK = 96;
/** Ids, extended attributes, inodes, directories, fragments, exports; all bits of an absent one are set. */
const TABLES = { id: 48, xattr: 56, inode: 64, directory: 72, fragment: 80, export: 88 };
const NONE = 0xffffffffffffffffn;

/** squashfs, little-endian. */
export const squashfs: Structure = {
  name: 'squashfs',
  starts: 'h',
  traits: ['dense'],
  extensions: ['squashfs', 'sqfs', 'snap'],
  recognises: (head) => MAGIC.equals(head.subarray(0, 4)),
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const block = yield* source.take(SUPERBLOCK);
  if (block.length < SUPERBLOCK) return cut(`ends at ${block.length}, inside the superblock`);
  if (block.readUInt16LE(28) !== 4 || block.readUInt16LE(30) !== 0) return UNKNOWN;
  const [blockSize, blockLog] = [block.readUInt32LE(12), block.readUInt16LE(22)];
  if (blockLog < 12 || blockLog > 20 || blockSize !== 2 ** blockLog)
    return broken(`superblock: block size ${blockSize} does not match its logarithm ${blockLog}`);
  const size = block.readBigUInt64LE(40);
  if (size < SUPERBLOCK) return broken(`superblock: ${size} bytes used`);
  for (const [table, field] of Object.entries(TABLES)) {
    const start = block.readBigUInt64LE(field);
    if (start !== NONE && (start < SUPERBLOCK || start >= size))
      return broken(`superblock: ${table} table at ${start}, outside the ${size} bytes used`);
  }
  if (yield* source.skip(Number(size) - SUPERBLOCK)) return SOUND;
  return cut(`ends at ${source.offset}; its superblock says ${size} bytes`);
}
