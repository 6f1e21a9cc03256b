import { lookup3 } from '../../../hash/lookup3.ts';
import type { Step } from '../../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import { latin1At, u32le, u64le } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { mismatch, UNKNOWN } from '../../kit/verdicts.ts';
import { followMetadata } from './metadata.ts';

const SUPERBLOCK = 48;
const IS_WRITTEN = 1;

/**
 * A file of HDF5, NetCDF-4 or MATLAB 7.3 (format specification II.A): the end of file in the superblock lies inside the
 * file. From version 2 of the superblock on it and all metadata have checksums, which are held as far as they
 * are reached forwards.
 */
export const hdf5: Structure = {
  name: 'hdf5',
  starts: '\x89',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 8) === '\x89HDF\r\n\x1a\n',
  createCheck: ({ head }) =>
    exactProbe(function* (reader) {
      const start = yield* reader.take(SUPERBLOCK, 'the superblock');
      const version = start.readUInt8(8);
      return yield* version < 2 ? checkOld(reader, start, version) : checkNew(reader, start, head);
    }),
};

/** The end is the third field: after the base address and the free space. */
function* checkOld(reader: ExactReader, start: Buffer, version: number): Step<StructureVerdict> {
  const base = version === 0 ? 24 : 28;
  const rest = yield* reader.take(8, 'the superblock');
  if (start.readUInt8(13) !== 8) return UNKNOWN;
  const fields = Buffer.concat([start, rest]);
  return yield* checkReaches(reader, u64le(fields, base) + u64le(fields, base + 16), 'the file');
}

function* checkNew(reader: ExactReader, start: Buffer, head: Uint8Array): Step<StructureVerdict> {
  if (start.readUInt8(8) > 3 || start.readUInt8(9) !== 8 || start.readUInt8(10) !== 8) return UNKNOWN;
  const wanted = u32le(start, 44);
  const found = lookup3(start.subarray(0, 44));
  if (found !== wanted) return mismatch('checksum of the superblock:', wanted, found);
  const base = u64le(start, 12);
  const end = base + u64le(start, 28);
  // What a program still has open is not written in order.
  const isOpen = (start.readUInt8(11) & IS_WRITTEN) !== 0;
  const damage = isOpen || base !== 0 ? undefined : yield* followMetadata(reader, head, u64le(start, 36));
  return damage ?? (yield* checkReaches(reader, end, 'the file'));
}
