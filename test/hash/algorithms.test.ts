import { describe, expect, it } from 'vitest';
import {
  ALGORITHMS,
  algorithmNamed,
  algorithmsOfLength,
  algorithmTagged,
  blake2b,
} from '../../src/hash/algorithms.ts';

describe('the registry', () => {
  it('has every name and every tag once', () => {
    const names = ALGORITHMS.map((each) => each.name);
    const tags = ALGORITHMS.flatMap((each) => each.tags);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(tags).size).toBe(tags.length);
  });

  it.each(ALGORITHMS.map((each) => [each.name, each] as const))(
    'finds %s by its name and its tags',
    (name, algorithm) => {
      expect(algorithmNamed(name)).toBe(algorithm);
      for (const tag of algorithm.tags) {
        expect(tag).toBe(tag.toUpperCase());
        expect(algorithmTagged(tag)).toBe(algorithm);
        expect(algorithmTagged(tag.toLowerCase())).toBe(algorithm);
      }
    },
  );

  it('loads an engine once', async () => {
    for (const algorithm of ALGORITHMS) expect(await algorithm.load()).toBe(await algorithm.load());
  });
});

describe('algorithmNamed', () => {
  it('finds BLAKE2b of every length', () => {
    for (let bits = 8; bits < 512; bits += 8) {
      expect(algorithmNamed(`blake2b-${bits}`)).toMatchObject({
        name: `blake2b-${bits}`,
        hexLength: bits / 4,
      });
      expect(algorithmNamed(`blake2b-${bits}`)).toBe(blake2b(bits));
    }
    expect(algorithmNamed('blake2b-512')).toBe(algorithmNamed('blake2b'));
  });

  it.each([
    '',
    'SHA256',
    'sha-256',
    'md4',
    'blake2b-0',
    'blake2b-7',
    'blake2b-012',
    'blake2b-520',
    'blake2b-',
    'constructor',
  ])('knows no %j', (name) => {
    expect(algorithmNamed(name)).toBeUndefined();
  });
});

describe('algorithmTagged', () => {
  it.each([
    ['MD5', 'md5'],
    ['md5', 'md5'],
    ['SHA1', 'sha1'],
    ['SHA-1', 'sha1'],
    ['SHA256', 'sha256'],
    ['SHA2-256', 'sha256'],
    ['SHA-256', 'sha256'],
    ['SHA2-512', 'sha512'],
    ['SHA512/256', 'sha512-256'],
    ['SHA2-512/256', 'sha512-256'],
    ['SHA512-256', 'sha512-256'],
    ['SHA512t256', 'sha512-256'],
    ['SHA2-512/224', 'sha512-224'],
    ['SHA3-256', 'sha3-256'],
    ['SM3', 'sm3'],
    ['RMD160', 'ripemd160'],
    ['RIPEMD160', 'ripemd160'],
    ['RIPEMD-160', 'ripemd160'],
    ['WHIRLPOOL', 'whirlpool'],
    ['BLAKE2b', 'blake2b'],
    ['BLAKE2b-512', 'blake2b'],
    ['BLAKE2B-512', 'blake2b'],
    ['BLAKE2b-256', 'blake2b-256'],
    ['BLAKE2b-8', 'blake2b-8'],
    ['BLAKE2b-504', 'blake2b-504'],
    ['BLAKE2s', 'blake2s'],
    ['BLAKE2S-256', 'blake2s'],
    ['BLAKE3', 'blake3'],
    ['CRC32', 'crc32'],
    ['CRC32B', 'crc32'],
    ['CRC32C', 'crc32c'],
    ['ADLER32', 'adler32'],
    ['XXH32', 'xxh32'],
    ['XXH64', 'xxh64'],
    ['XXH3', 'xxh3'],
    ['XXH128', 'xxh128'],
  ])('takes %s for %s', (tag, name) => {
    expect(algorithmTagged(tag)?.name).toBe(name);
  });

  it.each([
    '',
    'SHA',
    'SHA2',
    'MD4',
    'XXH64_LE',
    'XXH3_LE',
    'BLAKE2b-7',
    'BLAKE2b-520',
    'BLAKE2b-0',
    'BLAKE2',
    'CRC',
    'MD5-SHA1',
  ])('knows no %j', (tag) => {
    expect(algorithmTagged(tag)).toBeUndefined();
  });
});

describe('algorithmsOfLength', () => {
  it.each([
    [8, 'crc32 xxh32 crc32c adler32'],
    [16, 'xxh64 xxh3'],
    [32, 'md5 xxh128'],
    [40, 'sha1 ripemd160 blake2b-160'],
    [56, 'sha224 sha512-224 sha3-224'],
    [64, 'sha256 blake3 sha512-256 sha3-256 blake2b-256 blake2s sm3'],
    [96, 'sha384 sha3-384'],
    [128, 'sha512 blake2b sha3-512 whirlpool'],
    [0, ''],
    [63, ''],
  ])('gives the candidates for %i digits', (hexLength, names) => {
    const found = algorithmsOfLength(hexLength).map((each) => each.name);
    expect(found.join(' ')).toBe(names);
  });
});

describe('blake2b', () => {
  it.each([0, 4, 7, 12, 520, -8, 8.5, Number.NaN])('refuses %d bits', (bits) => {
    expect(() => blake2b(bits)).toThrow(RangeError);
  });
});
