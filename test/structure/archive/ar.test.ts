import { describe, expect, it } from 'vitest';
import { ar, deb } from '../../../src/structure/archive/ar.ts';
import { gzip } from '../../../src/structure/archive/gzip.ts';
import type { CheckedFile } from '../../../src/structure/kit/structure.ts';
import { seededBytes } from '../../help/bytes.ts';
import { made, proseOf } from '../../help/made.ts';
import { needs } from '../../help/tools.ts';
import { cuts, endures, patched, refusesOthers, standingOf } from '../standing.ts';

const FILES = {
  'a.txt': proseOf(300),
  'odd.bin': seededBytes(5, 2001),
  'a-name-that-is-too-long-for-a-header.txt': 'x',
};

describe.skipIf(!needs('ar'))('ar', () => {
  const real = made('ar rc r.a a.txt odd.bin a-*', 'r.a', FILES);
  const second = real.indexOf('odd.bin');

  it('walks members of even and odd size, with long names, or none', () => {
    expect(ar.recognises(real)).toBe(true);
    expect(standingOf(ar, real)).toEqual({ is: 'sound' });
    expect(standingOf(ar, made('ar rc r.a odd.bin', 'r.a', FILES))).toEqual({ is: 'sound' });
    expect(standingOf(ar, Buffer.from('!<arch>\n'))).toEqual({ is: 'sound' });
    expect(standingOf(ar, Buffer.concat([real, Buffer.alloc(99, '\n')]))).toEqual({ is: 'sound' });
    expect(standingOf(ar, made('ar rcT r.a a.txt', 'r.a', FILES))).toEqual({ is: 'unknown' });
  });

  it('is cut inside a member or a header, and broken by a hole over a header', () => {
    expect(cuts(ar, real.subarray(0, second), 40, 9)).toEqual(['cut']);
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)])
      expect(standingOf(ar, patched(real, second - 2000, hole)).is).toBe('broken');
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(ar, real);
    refusesOthers(ar);
    refusesOthers(deb);
  });
});

describe.skipIf(!needs('dpkg-deb'))('deb', () => {
  const control = 'Package: p\nVersion: 1\nArchitecture: all\nMaintainer: n <n@n>\nDescription: d\n';
  const build = (type: string): Buffer =>
    made(`dpkg-deb -Z${type} --uniform-compression -b p r.deb`, 'r.deb', {
      'p/DEBIAN/control': control,
      'p/usr/share/a': proseOf(900),
    });
  const nest: CheckedFile['nest'] = (path) =>
    gzip.createCheck?.({
      path,
      size: undefined,
      head: Buffer.alloc(0),
      depth: 'normal',
      nest: () => ({ update: () => {}, end: () => ({ is: 'unknown' }) }),
    }) ?? expect.fail();
  const zipped = build('gzip');

  it('is sound, and proven where its members are', () => {
    expect(deb.recognises(zipped)).toBe(true);
    expect(ar.recognises(zipped)).toBe(false);
    expect(standingOf(deb, zipped)).toEqual({ is: 'sound' });
    expect(standingOf(deb, build('xz'))).toEqual({ is: 'sound' });
    const named: string[] = [];
    const proven: CheckedFile['nest'] = (path) => {
      named.push(path);
      return path === 'debian-binary' ? { update: () => {}, end: () => ({ is: 'unknown' }) } : nest(path);
    };
    expect(standingOf(deb, zipped, [500], { nest: proven })).toEqual({ is: 'proven' });
    expect(named).toEqual(['debian-binary', 'control.tar.gz', 'data.tar.gz']);
  });

  it('says what is broken inside, and is cut where a member is missing', () => {
    const inside: CheckedFile['nest'] = (path) =>
      path.startsWith('data') ? nest(path) : { update: () => {}, end: () => ({ is: 'unknown' }) };
    const damaged = patched(zipped, zipped.length - 900, seededBytes(1, 64));
    expect(standingOf(deb, damaged, [500], { nest: inside })).toMatchObject({
      is: 'broken',
      detail: expect.stringMatching(/^inside data\.tar\.gz at \d+: gzip: /),
    });
    expect(standingOf(deb, zipped.subarray(0, zipped.indexOf('data.tar'))).is).toBe('cut');
    expect(cuts(deb, zipped.subarray(0, -1), 60, 30)).toEqual(['cut']);
  });

  it('endures any chunks and any damage', () => {
    endures(deb, zipped);
  });
});
