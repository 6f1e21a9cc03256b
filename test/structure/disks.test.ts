import { describe, expect, it } from 'vitest';
import { exfat, ext, fat, lvm, ntfs, swap, xfs } from '../../src/structure/disk/filesystems.ts';
import { gpt } from '../../src/structure/disk/gpt.ts';
import { iso9660 } from '../../src/structure/disk/iso-9660.ts';
import { mbr } from '../../src/structure/disk/mbr.ts';
import { qcow2 } from '../../src/structure/disk/qcow2.ts';
import { vdi } from '../../src/structure/disk/vdi.ts';
import { vhd } from '../../src/structure/disk/vhd.ts';
import { vhdx } from '../../src/structure/disk/vhdx.ts';
import { vmdk } from '../../src/structure/disk/vmdk.ts';
import { packed } from './packed.ts';
import { cuts, endures, flipped, refusesOthers, standingOf } from './standing.ts';

const IMAGES = [
  [qcow2, 'qcow2/plain.qcow2'],
  [qcow2, 'qcow2/compressed.qcow2'],
  [qcow2, 'qcow2/old.qcow2'],
  [qcow2, 'qcow2/overlay.qcow2'],
  [vmdk, 'vmdk/sparse.vmdk'],
  [vmdk, 'vmdk/stream.vmdk'],
  [vhd, 'vhd/disk.vhd'],
  [vhdx, 'vhdx/disk.vhdx'],
  [vdi, 'vdi/disk.vdi'],
  [iso9660, 'iso-9660/disc.iso'],
  [ext, 'ext/ext4.img'],
  [ext, 'ext/plain.img'],
  [fat, 'fat/fat12.img'],
  [swap, 'swap/swap.img'],
  [gpt, 'gpt/gpt.img'],
  [mbr, 'mbr/mbr.img'],
] as const;

describe.each(IMAGES)('an image of a disk: %#', (structure, path) => {
  const bytes = packed(path);

  it(`is sound, also with more behind it: ${path}`, () => {
    expect(structure.recognises(bytes.subarray(0, 65_536))).toBe(true);
    expect(standingOf(structure, bytes)).toEqual({ is: 'sound' });
    if (structure !== vhd)
      expect(standingOf(structure, Buffer.concat([bytes, Buffer.alloc(700)]))).toEqual({ is: 'sound' });
  });

  it('is cut at a half, and says where', () => {
    const half = bytes.subarray(0, bytes.length >> 1);
    if (structure === mbr)
      return expect(standingOf(mbr, bytes.subarray(0, 1_200_000))).toMatchObject({
        is: 'cut',
        severity: 'warning',
      });
    // What qemu-img pads a streamed image with is not missed.
    if (path === 'vmdk/stream.vmdk')
      return expect(standingOf(vmdk, bytes.subarray(0, 65_000)).is).toBe('cut');
    expect(standingOf(structure, half)).toMatchObject({
      is: 'cut',
      detail: expect.stringContaining(`ends at ${half.length}`),
    });
  });

  it('endures', () => {
    endures(structure, bytes.subarray(0, 300_000), 25);
    refusesOthers(structure);
  });
});

describe('an image of a disk', () => {
  it('is cut wherever a table points behind its end', () => {
    expect(cuts(qcow2, packed('qcow2/compressed.qcow2').subarray(0, 320_000), 20, 200)).toEqual(['cut']);
    for (const [structure, path] of [
      [vhd, 'vhd/disk.vhd'],
      [vdi, 'vdi/disk.vdi'],
    ] as const)
      expect(cuts(structure, packed(path).subarray(0, -1), 8, 700)).toEqual(['cut']);
  });

  it('is broken where a checksum of its head does not hold', () => {
    expect(standingOf(vhd, flipped(packed('vhd/disk.vhd'), 100)).is).toBe('broken');
    expect(standingOf(vhd, flipped(packed('vhd/disk.vhd'), 700)).is).toBe('broken');
    expect(standingOf(gpt, flipped(packed('gpt/gpt.img'), 570)).is).toBe('broken');
    expect(standingOf(ext, flipped(packed('ext/ext4.img'), 1300)).is).toBe('broken');
    const disk = packed('vhdx/disk.vhdx');
    expect(standingOf(vhdx, flipped(disk, 65_600))).toEqual({ is: 'sound' });
    expect(standingOf(vhdx, flipped(flipped(disk, 65_600), 131_136)).is).toBe('broken');
    expect(standingOf(vhdx, flipped(flipped(disk, 196_700), 262_300)).is).toBe('broken');
  });

  it('is a saved table or boot sector where it is that short', () => {
    expect(standingOf(gpt, packed('gpt/gpt.img').subarray(0, 34 * 512))).toEqual({ is: 'sound' });
    expect(standingOf(mbr, packed('mbr/mbr.img').subarray(0, 512))).toEqual({ is: 'sound' });
    expect(standingOf(fat, packed('fat/fat12.img').subarray(0, 512))).toEqual({ is: 'unknown' });
  });

  it('of a disc may lack its padding, with a warning', () => {
    const disc = packed('iso-9660/disc.iso');
    expect(standingOf(iso9660, disc.subarray(0, -2048))).toMatchObject({ is: 'cut', severity: 'warning' });
  });

  it('is known by the boot sector of other systems too', () => {
    const volume = (size: number, put: (bytes: Buffer) => void): Buffer => {
      const bytes = Buffer.alloc(size);
      put(bytes);
      return bytes;
    };
    const made = [
      [
        xfs,
        volume(4096 * 100, (b) => void (b.write('XFSB'), b.writeUInt32BE(4096, 4), b.writeUInt32BE(100, 12))),
      ],
      [
        ntfs,
        volume(
          512 * 1000,
          (b) => void (b.write('NTFS    ', 3), b.writeUInt16LE(512, 11), b.writeUInt32LE(1000, 40)),
        ),
      ],
      [
        exfat,
        volume(
          512 * 1000,
          (b) => void (b.write('EXFAT   ', 3), b.writeUInt8(9, 108), b.writeUInt32LE(1000, 72)),
        ),
      ],
      [
        lvm,
        volume(1 << 20, (b) => {
          b.write('LABELONE', 512);
          b.writeUInt32LE(32, 532);
          b.write('LVM2 001', 536);
          b.writeUInt32LE(1 << 20, 544 + 32);
        }),
      ],
    ] as const;
    for (const [structure, bytes] of made) {
      expect(structure.recognises(bytes.subarray(0, 65_536))).toBe(true);
      expect(standingOf(structure, bytes)).toEqual({ is: 'sound' });
      expect(standingOf(structure, bytes.subarray(0, -1)).is).toBe('cut');
      refusesOthers(structure);
    }
  });
});

describe('an image of QEMU', () => {
  it('counts its own header, which `qemu-img check` demands', () => {
    const whole = packed('qcow2/plain.qcow2');
    const table = Number(whole.readBigUInt64BE(48));
    const block = Number(whole.readBigUInt64BE(table));
    for (const at of [table, block]) {
      const zero = Buffer.from(whole);
      zero.fill(0, at, at + 65_536);
      expect(standingOf(qcow2, zero)).toMatchObject({
        is: 'broken',
        detail: expect.stringContaining(`at ${at} does not count the header`),
      });
      // Not closed: the counts may lag behind.
      zero.writeUInt8(1, 79);
      expect(standingOf(qcow2, zero).is).not.toBe('broken');
    }
    const lost = Buffer.from(whole);
    lost.fill(0, 4096);
    expect(standingOf(qcow2, lost).is).toBe('broken');
  });
});
