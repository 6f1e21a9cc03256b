import { crc32 } from '../../hash/crc.ts';
import { onTape } from '../kit/exact-reader.ts';
import { u32le, u64le, wordAt } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { broken, cut, hex32, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const SECTORS = [512, 4096];

/**
 * A disk with a GUID partition table (UEFI 5.3): the CRC-32 of the header, and the second header at the end of the disk
 * inside the file. A file that ends before the first partition is a saved table.
 */
export const gpt: Structure = {
  name: 'gpt',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => sectorOf(head) !== undefined,
  begin: ({ head }) =>
    onTape(function* (tape) {
      const sector = sectorOf(head);
      if (sector === undefined) return UNKNOWN;
      yield* tape.skip(sector, 'the protective boot record');
      const header = yield* tape.take(512, 'the header');
      const length = u32le(header, 12);
      if (length < 92 || length > 512) return UNKNOWN;
      const wanted = u32le(header, 16);
      header.writeUInt32LE(0, 16);
      const found = crc32(header.subarray(0, length));
      if (found !== wanted)
        return broken(`the CRC-32 of the header at ${sector} is ${hex32(found)}, wanted ${hex32(wanted)}`);
      const size = yield* tape.rest();
      const end = (Math.max(u64le(header, 32), u64le(header, 24)) + 1) * sector;
      if (size >= end || size <= u64le(header, 40) * sector) return SOUND;
      return cut(`ends at byte ${size}, but the disk reaches to byte ${end}`);
    }),
};

function sectorOf(head: Uint8Array): number | undefined {
  return SECTORS.find(
    (sector) => wordAt(head, sector, 8) === 'EFI PART' && u32le(head, sector + 8) === 0x10000,
  );
}
