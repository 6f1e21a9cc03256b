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
  ])('%s is %s, speaks of %s and of the file %s', (name, strength, algorithm, subject) => {
    const claim = claimOfName(name);
    expect(claim).toMatchObject({ strength, gzipped: false });
    expect(claim?.algorithms[0]).toBe(algorithm);
    expect(claim?.subject).toBe(subject);
    expect(claimOfName(`${name}.gz`)).toEqual({ ...claim, gzipped: true });
  });

  it.each([
    'manifest',
    'manifest-sha256.txt',
    'x.sfv',
    'x.tar.gz',
    'x.gz',
    'summary.txt',
    'sums',
    'md5',
    'sha256',
    'readme.txt',
    'x.sha256.sig',
    'x.md5.txt',
    'restorable',
    '',
    '.',
    '.gz',
  ])('%j is no list', (name) => {
    expect(claimOfName(name)).toBeUndefined();
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
