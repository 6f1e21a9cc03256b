import { describe, expect, it } from 'vitest';
import { mergeEntries } from '../../src/model/entry.ts';
import type { ManifestEntry } from '../../src/model/manifest.ts';

const entry = (more: Partial<ManifestEntry>): ManifestEntry => ({
  path: 'a',
  kind: 'file',
  digests: [],
  ...more,
});
const md5 = { algorithm: 'md5', hex: '0'.repeat(32) };
const crc32 = { algorithm: 'crc32', hex: '0'.repeat(8) };
const otherCrc32 = { algorithm: 'crc32', hex: '1'.repeat(8) };

/** What two entries say, what they say together, and why. */
const TABLE: readonly (readonly [string, Partial<ManifestEntry>, Partial<ManifestEntry>, object])[] = [
  ['every digest must match', { digests: [md5] }, { digests: [crc32] }, { digests: [md5, crc32] }],
  ['a digest that both have counts once', { digests: [md5] }, { digests: [md5] }, { digests: [md5] }],
  [
    'digests that contradict each other both count, so that one of them fails',
    { digests: [crc32] },
    { digests: [otherCrc32] },
    { digests: [crc32, otherCrc32] },
  ],
  ['the size of the first counts', { size: 1 }, { size: 2 }, { size: 1 }],
  ['a size that only the second has is kept', {}, { size: 2 }, { size: 2 }],
  ['a size is not erased by an entry without one', { size: 1 }, { size: undefined }, { size: 1 }],
  ['a size of 0 is a size', { size: 0 }, { size: 2 }, { size: 0 }],
  ['the mtime of the first counts', { mtime: '1.0' }, { mtime: '2.0' }, { mtime: '1.0' }],
  ['a mode that only the second has is kept', {}, { mode: 0o644 }, { mode: 0o644 }],
  ['the target of the first counts', { target: 'x' }, { target: 'y' }, { target: 'x' }],
  ['a profile that only the second has is kept', {}, { profile: 'p' }, { profile: 'p' }],
  ['one that was examined is enough', {}, { isProfiled: true }, { isProfiled: true }],
  ['one that asks for proof is enough', {}, { proof: true }, { proof: true }],
  [
    'findings that only the second accepted are accepted',
    {},
    { accepted: ['zero-filled'] },
    { accepted: ['zero-filled'] },
  ],
  ['what nobody could read stays a hole', { unreadable: 'EIO' }, {}, { unreadable: 'EIO' }],
  [
    'a hole is filled by a digest of another',
    { unreadable: 'EIO' },
    { digests: [md5] },
    { unreadable: undefined, digests: [md5] },
  ],
  ['earlier lines of both are kept', { older: [md5] }, { older: [crc32] }, { older: [md5, crc32] }],
];

describe('entries of one path', () => {
  it.each(TABLE)('merge: %s', (_, first, second, wanted) => {
    expect(mergeEntries([entry(first), entry(second)])).toMatchObject({ path: 'a', kind: 'file', ...wanted });
  });

  it('are the entry itself where there is one', () => {
    const only = entry({ digests: [md5], size: 3 });
    expect(mergeEntries([only])).toBe(only);
  });

  it('merge one by one as they do at once', () => {
    const [a, b, c] = [entry({ digests: [md5] }), entry({ size: 2 }), entry({ size: 3, digests: [crc32] })];
    expect(mergeEntries([mergeEntries([a, b]), c])).toEqual(mergeEntries([a, b, c]));
  });
});
