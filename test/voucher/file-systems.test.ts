import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rcloneCrypt } from '../../src/structure/crypto/openssl-rclone.ts';
import { cryfs } from '../../src/voucher/cryfs/cryfs.ts';
import { ecryptfs } from '../../src/voucher/ecryptfs/ecryptfs.ts';
import { encfs } from '../../src/voucher/encfs/encfs.ts';
import { gocryptfs } from '../../src/voucher/gocryptfs/gocryptfs.ts';
import { seededBytes } from '../help/bytes.ts';
import { needs } from '../help/tools.ts';
import { standingOf } from '../structure/standing.ts';
import { census, cuts, endures, filesIn, largest, layoutOf, standing, treeOf } from './store-tree.ts';

const FIXTURES = new URL('../../fixtures/garbage/stores/', import.meta.url).pathname;

describe('gocryptfs', () => {
  const top = `${FIXTURES}gocryptfs`;
  const name = 'a'.repeat(22);
  const fileOf = (size: number): Buffer => Buffer.concat([Buffer.from([0, 2]), seededBytes(1, size - 2)]);

  it('is left alone where header and length are sane', () => {
    expect(census(gocryptfs, top)).toEqual({ encrypted: 4, sound: 3, file: 2 });
    const [path, bytes] = largest(top, /_/);
    endures(gocryptfs, path, bytes);
  });

  it('is broken by another version, by a file id of zeros and by a cut in the header', () => {
    const [path, bytes] = largest(top, /_/);
    for (const at of [0, 1]) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 4, at);
      expect(standing(gocryptfs, path, copy)).toHaveProperty(
        'detail',
        expect.stringMatching(/^its header says version \d/),
      );
    }
    expect(standing(gocryptfs, path, Buffer.from(bytes).fill(0, 2, 18)).is).toBe('broken');
    for (const size of [1, 17, 19, 50, 18 + 4136 + 1])
      expect(standing(gocryptfs, path, bytes.subarray(0, size))).toHaveProperty(
        'detail',
        expect.stringContaining(`ends at byte ${size}`),
      );
    for (const size of [0, 18, 51, 59, 18 + 4128, 18 + 4136, 18 + 4128 + 33])
      expect(['encrypted', 'sound']).toContain(standing(gocryptfs, path, bytes.subarray(0, size)).is);
  });

  it('has an IV of 16 bytes in every directory', () => {
    expect(standing(gocryptfs, 'x/gocryptfs.diriv', seededBytes(1, 16))).toEqual({ is: 'sound' });
    expect(standing(gocryptfs, 'x/gocryptfs.diriv', Buffer.alloc(16)).is).toBe('broken');
    expect(standing(gocryptfs, 'x/gocryptfs.diriv', seededBytes(1, 17)).is).toBe('broken');
    expect(cuts(gocryptfs, 'x/gocryptfs.diriv', seededBytes(1, 16), 16)).toEqual(['cut']);
  });

  it('may have plain names and other files among its own', () => {
    expect(standing(gocryptfs, 'photo.jpg', fileOf(100))).toEqual({ is: 'encrypted' });
    expect(standing(gocryptfs, '.DS_Store', fileOf(100))).toEqual({ is: 'file' });
    expect(standing(gocryptfs, `${name}==`, fileOf(100))).toEqual({ is: 'encrypted' });
    expect(standing(gocryptfs, `a-directory-with-a-plain-name`, seededBytes(1, 100))).toEqual({
      is: 'encrypted',
    });
  });
});

describe('cryfs', () => {
  it('has a header in every block', () => {
    const top = `${FIXTURES}cryfs`;
    expect(census(cryfs, top)).toEqual({ encrypted: 2, file: 1 });
    const [path, bytes] = largest(top, /^[0-9A-F]{3}\//);
    for (let at = 0; at < 14; at++) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
      expect(standing(cryfs, path, copy).is).toBe('broken');
      expect(standing(cryfs, path, bytes.subarray(0, at)).is).toBe('cut');
    }
    expect(standing(cryfs, path, Buffer.alloc(1024)).is).toBe('broken');
    endures(cryfs, path, bytes);
  });
});

describe('EncFS', () => {
  it('is left alone', () => {
    expect(census(encfs, `${FIXTURES}encfs`)).toEqual({ encrypted: 2, file: 1 });
    for (const path of ['.encfs6.xml', 'photo of the cat.jpg', 'x'])
      expect(standing(encfs, path, seededBytes(1, 100))).toEqual({ is: 'file' });
  });
});

describe('eCryptfs (made from the source of the kernel)', () => {
  const path = 'ECRYPTFS_FNEK_ENCRYPTED.FWa/ECRYPTFS_FNEK_ENCRYPTED.FXb';
  const lower = (size: number, extents = 2): Buffer => {
    const header = Buffer.alloc(4096 * extents);
    header.writeBigUInt64BE(BigInt(size));
    header.writeUInt32BE(0x12345678, 8);
    header.writeUInt32BE((0x12345678 ^ 0x3c81b7f5) >>> 0, 12);
    header.writeUInt32BE(0x0300000a, 16);
    header.writeUInt32BE(4096, 20);
    header.writeUInt16BE(extents, 24);
    return Buffer.concat([header, seededBytes(1, Math.ceil(size / 4096) * 4096)]);
  };

  it('is as long as its header says', () => {
    expect(layoutOf(ecryptfs).isTop(new Set(['ECRYPTFS_FNEK_ENCRYPTED.FWa/', 'other']))).toBe(true);
    expect(layoutOf(ecryptfs).isTop(new Set(['a', 'ECRYPTFS_FNEK_ENCRYPTED.FWa/']))).toBe(false);
    for (const size of [0, 1, 4096, 4097, 100_000]) {
      expect(standing(ecryptfs, path, lower(size))).toEqual({ is: 'encrypted' });
      expect(standing(ecryptfs, path, lower(size).subarray(0, -1)).is).toBe('cut');
    }
    expect(cuts(ecryptfs, path, lower(20_000))).toEqual(['cut']);
    expect(standing(ecryptfs, path, seededBytes(2, 20_000))).toEqual({ is: 'unknown' });
    endures(ecryptfs, path, lower(20_000));
  });
});

describe.skipIf(!needs('rclone'))('rclone crypt', () => {
  it('is a format of every file, with no layout', () => {
    const password =
      'p=$(rclone obscure x); printf "[c]\\ntype = crypt\\nremote = $PWD/to\\npassword = $p\\n" > conf;';
    const files = { 'src/noise': seededBytes(1, 200_000), 'src/empty': '' };
    const top = `${treeOf(`${password} rclone --config conf copy src c:`, files)}/to`;
    expect(filesIn(top)).toHaveLength(2);
    for (const path of filesIn(top))
      expect(standingOf(rcloneCrypt, readFileSync(`${top}/${path}`))).toEqual({ is: 'encrypted' });
  });
});
