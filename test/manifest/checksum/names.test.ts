import { describe, expect, it } from 'vitest';
import { algorithmNamed } from '../../../src/hash/algorithms.ts';
import { claimOfName } from '../../../src/manifest/checksum/names.ts';

describe('claimOfName', () => {
  it.each([
    ['SHA256SUMS', 'strong', 'sha256', undefined],
    ['SHA256SUMS.txt', 'strong', 'sha256', undefined],
    ['MD5SUMS', 'strong', 'md5', undefined],
    ['B2SUMS', 'strong', 'blake2b', undefined],
    ['B3SUMS', 'strong', 'blake3', undefined],
    ['SHA3-256SUMS', 'strong', 'sha3-256', undefined],
    ['tool_1.0_SHA512SUMS', 'strong', 'sha512', undefined],
    ['x.tar.gz.sha256', 'strong', 'sha256', 'x.tar.gz'],
    ['x.ISO.MD5', 'strong', 'md5', 'x.ISO'],
    ['x.xxh64', 'strong', 'xxh64', 'x'],
    ['x.xxh3', 'strong', 'xxh3', 'x'],
    ['x.xxh', 'strong', 'xxh64', 'x'],
    ['x.b3', 'strong', 'blake3', 'x'],
    ['x.b2', 'strong', 'blake2b', 'x'],
    ['.sha256', 'strong', 'sha256', undefined],
    ['md5sums', 'weak', 'md5', undefined],
    ['sha256sum.txt', 'weak', 'sha256', undefined],
    ['SHA256SUM', 'weak', 'sha256', undefined],
    ['x.iso.sha256sum', 'weak', 'sha256', 'x.iso'],
    ['bash.md5sums', 'weak', 'md5', 'bash'],
    ['sha256sum.txt.asc', 'weak', 'sha256', undefined],
    ['CHECKSUMS', 'weak', undefined, undefined],
    ['CHECKSUM', 'weak', undefined, undefined],
    ['checksums.txt', 'weak', undefined, undefined],
    ['tool_1.0_checksums.txt', 'weak', undefined, undefined],
    ['Fedora-38-x86_64-CHECKSUM', 'weak', undefined, undefined],
    ['DIGESTS', 'weak', undefined, undefined],
    ['stage3.tar.xz.DIGESTS', 'weak', undefined, 'stage3.tar.xz'],
    ['x.sha', 'weak', undefined, 'x'],
    ['x.hash', 'weak', undefined, 'x'],
    ['x.checksum', 'weak', undefined, 'x'],
    ['md5', 'weak', 'md5', undefined],
    ['SHA256', 'weak', 'sha256', undefined],
    ['md5.txt', 'weak', 'md5', undefined],
    ['sums.txt', 'weak', undefined, undefined],
    ['SHASUMS256.txt', 'weak', 'sha256', undefined],
    ['checksums-sha256.txt', 'weak', 'sha256', undefined],
    ['sha1_list.txt', 'weak', 'sha1', undefined],
    ['x.md5.txt', 'weak', 'md5', 'x'],
    ['appliance.mf', 'weak', undefined, undefined],
    ['SHA256SUMS-2025-12-31', 'weak', 'sha256', undefined],
    ['20251231_md5sums.txt', 'weak', 'md5', undefined],
    ['x-2025-12-31.tar.md5', 'strong', 'md5', 'x-2025-12-31.tar'],
    ['SHA256SUMS.old', 'weak', 'sha256', undefined],
    ['x.sha256~', 'weak', 'sha256', 'x'],
  ])('%s is %s, speaks of %s and of the file %s', (name, strength, algorithm, subject) => {
    const claim = claimOfName(name);
    expect(claim).toMatchObject({ strength });
    expect(claim?.packing).toBeUndefined();
    expect(claim?.algorithms[0]).toBe(algorithm);
    expect(claim?.subject).toBe(subject);
    for (const packing of ['gz', 'xz', 'zst', 'bz2', 'lz4', 'lzma', 'lz'])
      expect(claimOfName(`${name}.${packing}`)).toEqual({ ...claim, packing });
  });

  it.each([
    'manifest',
    'manifest-sha256.txt',
    'x.sfv',
    'x.tar.gz',
    'x.gz',
    'summary.txt',
    'sums',
    '.bitrot.sha512',
    'hash_db.tar',
    'readme.txt',
    'x.sha256.sig',
    'restorable',
    '',
    '.',
    '.gz',
  ])('%j is no list', (name) => {
    expect(claimOfName(name)).toBeUndefined();
  });

  it.each([
    ['SHA256SUMS', 'sha256sums', '~'],
    ['sha256sums.old', 'sha256sums', ''],
    ['SHA256SUMS-2025-12-31', 'sha256sums', '20251231'],
    ['SHA256SUMS.20251231T0315', 'sha256sums', '202512310315'],
    ['2025-12-31-SHA256SUMS', 'sha256sums', '20251231'],
    ['checksums-2025-12-31.md5', 'checksums.md5', '20251231'],
    ['x-2025-12-31.tar.md5', 'x-2025-12-31.tar.md5', '~'],
  ])('%s is of the series %s, at %j', (name, series, rank) => {
    expect(claimOfName(name)).toMatchObject({ series, rank });
  });

  it('speaks only of algorithms that there are', () => {
    const words = [
      'md5',
      'sha1',
      'sha224',
      'sha256',
      'sha384',
      'sha512',
      'b2',
      'b3',
      'xxh',
      'xxh32',
      'xxh128',
    ];
    for (const word of [...words, 'blake2s', 'rmd160', 'sm3', 'crc32', 'crc32c', 'sha512-256', 'sha3-512']) {
      const names = claimOfName(`x.${word}`)?.algorithms ?? [];
      expect(names.map((name) => algorithmNamed(name)?.name)).toEqual(names);
      expect(names).not.toEqual([]);
    }
  });
});
