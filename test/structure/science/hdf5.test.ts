/** Files of HDF5 that its library wrote, whose metadata have checksums. */
import { describe, expect, it } from 'vitest';
import { lookup3 } from '../../../src/hash/lookup3.ts';
import { hdf5 } from '../../../src/structure/science/hdf5/hdf5.ts';
import { packed } from '../packed.ts';
import { cuts, endures, flipped, patched, standingOf } from '../standing.ts';

const many = packed('hdf5/many.h5');

describe('a file of HDF5 with checksums', () => {
  it('is sound with groups, attributes and chunks in every index', () => {
    expect(standingOf(hdf5, many)).toEqual({ is: 'sound' });
    expect(cuts(hdf5, many, 40, 200)).toEqual(['cut']);
    endures(hdf5, many, 60);
  });

  it.each(['OHDR', 'BTHD', 'BTLF', 'FRHP', 'FAHD', 'FADB', 'EAHD'])(
    'is broken where %s does not hold',
    (name) => {
      const at = many.indexOf(name);
      expect(at).toBeGreaterThan(0);
      const found = standingOf(hdf5, flipped(many, at + 7));
      expect(found).toMatchObject({
        is: 'broken',
        detail: expect.stringMatching(/^checksum of |^no [A-Z]{4} at /),
      });
    },
  );

  it('is broken where the superblock does not hold, and where a header is overwritten', () => {
    for (let at = 11; at < 48; at += 3)
      expect(standingOf(hdf5, flipped(many, at))).toMatchObject({
        is: 'broken',
        detail: expect.stringContaining('superblock'),
      });
    const zeros = standingOf(hdf5, patched(many, 48, Buffer.alloc(512)));
    expect(zeros).toEqual({ is: 'broken', detail: 'no OHDR at 48, where the metadata name one' });
  });

  it('is not followed while a program has it open', () => {
    const open = patched(flipped(many, 60), 11, Buffer.of(1));
    open.writeUInt32LE(lookup3(open.subarray(0, 44)), 44);
    expect(standingOf(hdf5, open)).toEqual({ is: 'sound' });
  });

  it('is left alone where it has no checksums', () => {
    expect(standingOf(hdf5, flipped(packed('hdf5/old.h5'), 200))).toEqual({ is: 'sound' });
  });
});

it('computes the hash of Bob Jenkins', () => {
  // The examples of its author (lookup3.c, driver5).
  expect(lookup3(Buffer.from(''))).toBe(0xdeadbeef);
  expect(lookup3(Buffer.from('Four score and seven years ago'))).toBe(0x17770551);
});
