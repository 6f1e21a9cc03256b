import { checkReaches, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u64le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { UNKNOWN } from '../kit/verdicts.ts';

/**
 * A file of HDF5, NetCDF-4 or MATLAB 7.3 (format specification II.A): the end of file in the superblock lies inside the
 * file.
 */
export const hdf5: Structure = {
  name: 'hdf5',
  starts: '\x89',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 8) === '\x89HDF\r\n\x1a\n',
  createCheck: () =>
    exactProbe(function* (reader) {
      const start = yield* reader.take(80, 'the superblock');
      const version = start.readUInt8(8);
      const sizeAt = version < 2 ? 13 : 9;
      const base = [24, 28, 12, 12][version];
      // The end is the third field: after the base address and the free space or extension.
      if (base === undefined || start.readUInt8(sizeAt) !== 8) return UNKNOWN;
      return yield* checkReaches(reader, u64le(start, base) + u64le(start, base + 16), 'the file');
    }),
};
