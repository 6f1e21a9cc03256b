/** Images of one volume: the length in the superblock, compared with the size of the file. */
import { crc32c } from '../../hash/crc.ts';
import { checkReaches, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16le, u32be, u32le, u64be, u64le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { asNote, broken, UNKNOWN } from '../kit/verdicts.ts';
import { isSavedHead } from './saved-head.ts';

const SUPERBLOCK_COPY = 65_536;
const EXT = 1024;
const EXT_64_BIT = 0x80;
const EXT_CHECKSUM = 0x400;

/** A volume of ext2, ext3 or ext4; the superblock may have a CRC-32C (ext4 documentation, super block). */
export const ext = volume(
  'ext',
  (head) =>
    u16le(head, EXT + 56) === 0xef53 &&
    u32le(head, EXT) > 0 &&
    u32le(head, EXT + 24) <= 6 &&
    u32le(head, EXT + 20) <= 1 &&
    u32le(head, EXT + 76) <= 1 &&
    u32le(head, EXT + 32) > 0,
  (head) => {
    const high = (u32le(head, EXT + 0x60) & EXT_64_BIT) === 0 ? 0 : u32le(head, EXT + 0x150);
    return (u32le(head, EXT + 4) + high * 2 ** 32) * 1024 * 2 ** u32le(head, EXT + 24);
  },
  (head) => {
    if ((u32le(head, EXT + 0x64) & EXT_CHECKSUM) === 0) return undefined;
    const found = ~crc32c(head.subarray(EXT, EXT + 1020)) >>> 0;
    return found === u32le(head, EXT + 1020) ? undefined : 'superblock at 1024: CRC-32C does not match';
  },
);

/** A volume of XFS (xfs_sb). */
export const xfs = volume(
  'xfs',
  (head) => latin1At(head, 0, 4) === 'XFSB' && isPowerOf2(u32be(head, 4)),
  (head) => u64be(head, 8) * u32be(head, 4),
);

/** A volume of NTFS; its last sector is a copy of the first and is not counted. */
export const ntfs = volume(
  'ntfs',
  (head) => latin1At(head, 3, 8) === 'NTFS    ' && isPowerOf2(u16le(head, 11)),
  (head) => u64le(head, 40) * u16le(head, 11),
);

/** A volume of exFAT. */
export const exfat = volume(
  'exfat',
  (head) => latin1At(head, 3, 8) === 'EXFAT   ' && (head[108] ?? 0) >= 9 && (head[108] ?? 99) <= 12,
  (head) => u64le(head, 72) * 2 ** (head[108] ?? 0),
);

/** A volume of FAT12, FAT16 or FAT32. */
export const fat = volume(
  'fat',
  (head) =>
    (head[0] === 0xeb || head[0] === 0xe9) &&
    isPowerOf2(u16le(head, 11)) &&
    isPowerOf2(head[13] ?? 0) &&
    u16le(head, 510) === 0xaa55 &&
    (/^FAT1[26] {3}$/.test(latin1At(head, 54, 8)) || latin1At(head, 82, 8) === 'FAT32   '),
  (head) => (u16le(head, 19) || u32le(head, 32)) * u16le(head, 11),
);

/** A physical volume of LVM2; its label is in one of the first four sectors. */
export const lvm = volume(
  'lvm',
  (head) => labelOf(head) !== undefined,
  (head) => {
    const label = labelOf(head) ?? 0;
    return u64le(head, label + u32le(head, label + 20) + 32);
  },
);

/** A swap area of Linux. */
export const swap = volume(
  'swap',
  (head) => latin1At(head, 4086, 10) === 'SWAPSPACE2' && u32le(head, 1024) === 1,
  (head) => (u32le(head, 1028) + 1) * 4096,
);

const BTRFS = { at: 65_536, magic: 65_600, sums: 0xc4, device: 0xc9 + 8, crc32c: 0 } as const;

/** A volume of btrfs, by the first superblock after 64 KiB (its on-disk format, "Superblock"): of this device its length. */
export const btrfs = volume(
  'btrfs',
  (head) => latin1At(head, BTRFS.magic, 8) === '_BHRfS_M',
  (head) => u64le(head, BTRFS.at + BTRFS.device),
  (head) => {
    if (u16le(head, BTRFS.at + BTRFS.sums) !== BTRFS.crc32c) return undefined;
    const found = crc32c(head.subarray(BTRFS.at + 32, BTRFS.at + 4096)) >>> 0;
    return found === u32le(head, BTRFS.at) ? undefined : `superblock at ${BTRFS.at}: CRC-32C does not match`;
  },
);

function volume(
  name: string,
  recognises: (head: Uint8Array) => boolean,
  lengthOf: (head: Uint8Array) => number,
  wrongIn?: (head: Uint8Array) => string | undefined,
): Structure {
  return {
    name,
    traits: ['paged'],
    extensions: [],
    recognises,
    createCheck: ({ head }) =>
      exactProbe(function* (reader) {
        const wrong = wrongIn?.(head);
        if (wrong !== undefined) return broken(wrong);
        const length = lengthOf(head);
        const verdict = yield* checkReaches(reader, length, 'the volume');
        if (isSavedHead(reader.offset, length)) return asNote(verdict);
        // A few sectors are a saved superblock or boot sector, not a volume.
        return reader.offset < SUPERBLOCK_COPY && verdict.is === 'cut' ? UNKNOWN : verdict;
      }),
  };
}

function labelOf(head: Uint8Array): number | undefined {
  return [0, 512, 1024, 1536].find(
    (at) => latin1At(head, at, 8) === 'LABELONE' && latin1At(head, at + 24, 8) === 'LVM2 001',
  );
}

function isPowerOf2(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}
