import { crc32 } from '../../hash/crc.ts';
import { exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32le, u64le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { asNote, cut, mismatch, SOUND, UNKNOWN } from '../kit/verdicts.ts';
import { isSavedHead } from './saved-head.ts';

const SECTORS = [512, 4096];

/**
 * A disk with a GUID partition table (UEFI 5.3): the CRC-32 of the header, and the second header, which must lie inside
 * the file. A file that ends before the first partition is a saved table.
 */
export const gpt: Structure = {
  name: 'gpt',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => sectorOf(head) !== undefined,
  createCheck: ({ head }) =>
    exactProbe(function* (reader) {
      const sector = sectorOf(head);
      if (sector === undefined) return UNKNOWN;
      yield* reader.skip(sector, 'the protective boot record');
      const header = yield* reader.take(512, 'the header');
      const length = u32le(header, 12);
      if (length < 92 || length > 512) return UNKNOWN;
      const wanted = u32le(header, 16);
      header.writeUInt32LE(0, 16);
      const found = crc32(header.subarray(0, length));
      if (found !== wanted) return mismatch(`header at ${sector}: CRC-32`, wanted, found);
      const size = yield* reader.readToEnd();
      const end = (Math.max(u64le(header, 32), u64le(header, 24)) + 1) * sector;
      if (size >= end || size <= u64le(header, 40) * sector) return SOUND;
      const verdict = cut(`ends at ${size}; the disk extends to ${end}`);
      return isSavedHead(size, end) ? asNote(verdict) : verdict;
    }),
};

function sectorOf(head: Uint8Array): number | undefined {
  return SECTORS.find(
    (sector) => latin1At(head, sector, 8) === 'EFI PART' && u32le(head, sector + 8) === 0x10000,
  );
}
