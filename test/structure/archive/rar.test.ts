import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/hash/crc.ts';
import { rar } from '../../../src/structure/archive/rar.ts';
import { seededBytes } from '../../help/bytes.ts';
import { made, proseOf } from '../../help/made.ts';
import { needs } from '../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../standing.ts';

// No free tool writes RAR, so these are stored by hand after the two technical notes, and read by a real tool below.

const FILES = { 'a.txt': Buffer.from(proseOf(500)), 'noise.bin': seededBytes(5, 9000) };

function u(size: number, value: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(value, 0, size);
  return bytes;
}

function vint(value: number): Buffer {
  return value < 0x80 ? u(1, value) : Buffer.concat([u(1, (value & 0x7f) | 0x80), vint(value >>> 7)]);
}

function block4(type: number, flags: number, fields: Buffer, data: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.concat([u(1, type), u(2, flags), u(2, 7 + fields.length), fields]);
  return Buffer.concat([u(2, crc32(head) & 0xffff), head, data]);
}

function file4(name: string, data: Buffer, version = 29, flags = 0x8000): Buffer {
  const fields = [
    u(4, data.length),
    u(4, data.length),
    u(1, 3),
    u(4, crc32(data)),
    u(4, 0x5a21_0000),
    u(1, version),
  ];
  return block4(
    0x74,
    flags,
    Buffer.concat([...fields, u(1, 0x30), u(2, name.length), u(4, 0o100644), Buffer.from(name)]),
    data,
  );
}

const MAGIC_4 = Buffer.from('Rar!\x1a\x07\x00', 'latin1');
const END_4 = block4(0x7b, 0x4000, Buffer.alloc(0));
const main4 = (flags = 0): Buffer => block4(0x73, flags, Buffer.alloc(6));
const version4 = (end = [END_4], flags = 0, ...file: [number?, number?]): Buffer =>
  Buffer.concat([
    MAGIC_4,
    main4(flags),
    ...Object.entries(FILES).map(([n, d]) => file4(n, d, ...file)),
    ...end,
  ]);

function block5(
  type: number,
  flags: number,
  fields: Buffer[],
  data: Buffer = Buffer.alloc(0),
  extra: Buffer = Buffer.alloc(0),
): Buffer {
  const sizes = [...(flags & 1 ? [vint(extra.length)] : []), ...(flags & 2 ? [vint(data.length)] : [])];
  const body = Buffer.concat([vint(type), vint(flags), ...sizes, ...fields, extra]);
  const head = Buffer.concat([vint(body.length), body]);
  return Buffer.concat([u(4, crc32(head)), head, data]);
}

function file5(name: string, data: Buffer, extra: Buffer = Buffer.alloc(0)): Buffer {
  const fields = [
    vint(4),
    vint(data.length),
    vint(0o100644),
    u(4, crc32(data)),
    vint(0),
    vint(1),
    vint(name.length),
    Buffer.from(name),
  ];
  return block5(2, extra.length > 0 ? 3 : 2, fields, data, extra);
}

const MAGIC_5 = Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1');
const version5 = (extra?: Buffer, main = 0): Buffer =>
  Buffer.concat([
    MAGIC_5,
    block5(1, 0, [vint(main)]),
    ...Object.entries(FILES).map(([n, d]) => file5(n, d, extra)),
    block5(5, 0, [vint(0)]),
  ]);

describe.each([
  ['4', version4()],
  ['5', version5()],
])('rar %s', (_, real) => {
  it('walks its blocks, whatever follows', () => {
    expect(rar.recognises(real)).toBe(true);
    expect(standingOf(rar, real)).toEqual({ is: 'sound' });
    expect(standingOf(rar, Buffer.concat([real, seededBytes(1, 600)]))).toEqual({ is: 'sound' });
  });

  it.skipIf(!needs('bsdtar'))('is made as a real tool reads it', () => {
    expect(made('bsdtar -xf r.rar', 'noise.bin', { 'r.rar': real })).toEqual(FILES['noise.bin']);
  });

  it('is cut wherever it ends too early', () => {
    expect(cuts(rar, real, 60, 8)).toEqual(['cut']);
  });

  it('is broken by a turned bit in a header and by a hole over one', () => {
    const second = real.indexOf('noise.bin');
    for (const at of [10, 14, second, second - 10])
      expect(standingOf(rar, flipped(real, at)).is).toBe('broken');
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)])
      expect(standingOf(rar, patched(real, second - 2000, hole)).is).toBe('broken');
  });

  it('endures any chunks and any damage', () => {
    endures(rar, real);
  });
});

describe('rar', () => {
  it('needs no end of archive where the version wrote none', () => {
    expect(standingOf(rar, version4([], 0, 20))).toEqual({ is: 'sound' });
    expect(standingOf(rar, version4([]))).toMatchObject({ is: 'cut' });
  });

  it('knows encrypted members, encrypted headers and volumes', () => {
    expect(standingOf(rar, version4([END_4], 0, 29, 0x8004))).toEqual({ is: 'encrypted' });
    expect(standingOf(rar, Buffer.concat([MAGIC_4, main4(0x80), seededBytes(1, 500)]))).toEqual({
      is: 'encrypted',
    });
    expect(standingOf(rar, version5(Buffer.from([2, 1, 0])))).toEqual({ is: 'encrypted' });
    const header = block5(4, 0, [vint(0), vint(0), vint(15), seededBytes(1, 16)]);
    expect(standingOf(rar, Buffer.concat([MAGIC_5, header, seededBytes(1, 500)]))).toEqual({
      is: 'encrypted',
    });
    expect(standingOf(rar, version4([END_4], 1).subarray(0, 5000))).toEqual({ is: 'unknown' });
    expect(standingOf(rar, version5(undefined, 1).subarray(0, 5000))).toEqual({ is: 'unknown' });
  });

  it('takes nothing else for its own', () => {
    refusesOthers(rar);
  });
});
