import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aesCrypt } from '../../src/structure/crypto/aescrypt.ts';
import { age } from '../../src/structure/crypto/age.ts';
import { keepass } from '../../src/structure/crypto/keepass.ts';
import { luks } from '../../src/structure/crypto/luks.ts';
import { openpgp } from '../../src/structure/crypto/openpgp/openpgp.ts';
import { opensslEnc, rcloneCrypt } from '../../src/structure/crypto/openssl-rclone.ts';
import { pemArmor } from '../../src/structure/crypto/pem-armor.ts';
import { seededBytes } from '../help/bytes.ts';
import { made, proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { packed } from './packed.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from './standing.ts';

const FILES = { text: proseOf(500), noise: seededBytes(1, 100_000) };

describe.skipIf(!needs('gpg'))('OpenPGP', () => {
  const alone =
    'export GNUPGHOME=$PWD/home; mkdir -m 700 home; g() { gpg --batch -q --pinentry-mode loopback --passphrase "" "$@"; };';
  const gpg = (script: string): Buffer => {
    const key =
      'g --quick-gen-key me ed25519 sign never; f=$(gpg --list-keys --with-colons | grep ^fpr | head -1 | cut -d: -f10); g --quick-add-key $f cv25519;';
    return made(`${alone} ${key} ${script}; gpgconf --kill gpg-agent`, 'out', FILES);
  };

  it.each([
    ['encrypted', 'gpg --batch -q --pinentry-mode loopback --passphrase x -o out -c text'],
    ['encrypted', 'gpg --batch -q --pinentry-mode loopback --passphrase x -o out -c noise'],
    ['encrypted', 'gpg --batch -q --pinentry-mode loopback --passphrase x -c < noise > out'],
    ['encrypted', 'g --trust-model always -r me -o out -e noise'],
    ['sound', 'g -o out -b text'],
    ['sound', 'g --export > out'],
    ['sound', 'g --export-secret-keys > out'],
  ])('is %s by its packets: %s', (is, script) => {
    const bytes = gpg(script);
    expect(openpgp.recognises(bytes.subarray(0, 65_536))).toBe(true);
    expect(standingOf(openpgp, bytes)).toEqual({ is });
    if (is === 'encrypted') expect(cuts(openpgp, bytes, 40, 300)).toEqual(['cut']);
    expect(standingOf(openpgp, bytes.subarray(0, -1)).is).toBe('cut');
    endures(openpgp, bytes, 40);
  });

  it('may be compressed without a length, and then nothing is said', () => {
    const bytes = gpg('g -o out -s text');
    expect(openpgp.recognises(bytes)).toBe(true);
    expect(standingOf(openpgp, bytes)).toEqual({ is: 'unknown' });
    refusesOthers(openpgp);
  });

  it.each([
    ['encrypted', 'g --trust-model always -r me -a -o out -e text'],
    ['sound', 'g --clearsign -o out text'],
    ['sound', 'g -a -o out -b text'],
    ['sound', 'g -a --export > out'],
  ])('in text is %s up to its END: %s', (is, script) => {
    const bytes = gpg(script);
    expect(pemArmor.recognises(bytes)).toBe(true);
    expect(standingOf(pemArmor, bytes)).toEqual({ is });
    expect(cuts(pemArmor, bytes.subarray(0, -2), 40, 60)).toEqual(['cut']);
    endures(pemArmor, bytes, 40);
  });
});

describe('keys and certificates in text', () => {
  it.skipIf(!needs('openssl', 'ssh-keygen'))('are sound with every END, in Unix and in DOS', () => {
    const bundle =
      'ssh-keygen -q -t ed25519 -N "" -f k; openssl req -x509 -newkey rsa:2048 -nodes -keyout p -out c -subj /CN=x; cat c p k > out';
    const bytes = made(bundle, 'out');
    expect(pemArmor.recognises(bytes)).toBe(true);
    expect(standingOf(pemArmor, bytes)).toEqual({ is: 'sound' });
    expect(standingOf(pemArmor, Buffer.from(bytes.toString().replaceAll('\n', '\r\n')))).toEqual({
      is: 'sound',
    });
    expect(standingOf(pemArmor, bytes.subarray(0, 500)).is).toBe('cut');
    expect(standingOf(pemArmor, bytes.subarray(0, -5)).is).toBe('cut');
    for (const hole of [Buffer.alloc(100), seededBytes(1, 100)])
      expect(['broken', 'cut']).toContain(standingOf(pemArmor, patched(bytes, 300, hole)).is);
    endures(pemArmor, bytes, 60);
    refusesOthers(pemArmor);
  });

  it('may have notes around them', () => {
    const text =
      '-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END X-----\nsubject=CN = a\n-----BEGIN X-----\nAA==\n-----END X-----\n';
    expect(standingOf(pemArmor, Buffer.from(text))).toEqual({ is: 'sound' });
    expect(standingOf(pemArmor, Buffer.from(text.replace('-----END X-----\n', ''))).is).toBe('cut');
  });
});

describe.skipIf(!needs('age'))('age', () => {
  const sealed = (script: string, file: string): Buffer =>
    made(`age-keygen -o k 2>/dev/null; r=$(age-keygen -y k); ${script}`, 'out', { ...FILES, text: file });

  it.each([0, 1, 17, 65_535, 65_536, 65_537, 131_072])('of %i bytes has whole chunks', (size) => {
    const bytes = sealed('age -r $r -o out text', 'x'.repeat(size));
    expect(age.recognises(bytes)).toBe(true);
    expect(standingOf(age, bytes)).toEqual({ is: 'encrypted' });
    const last = size === 0 ? 0 : (size - 1) % 65_536;
    expect(standingOf(age, bytes.subarray(0, bytes.length - last - 2)).is).toBe('cut');
    expect(standingOf(age, bytes.subarray(0, 150)).is).toBe('cut');
    endures(age, bytes, 20);
  });

  it('has a header of text, or is text as a whole', () => {
    const bytes = sealed('age -r $r -o out noise', '');
    expect(standingOf(age, flipped(bytes, 30)).is).toBe('encrypted');
    expect(standingOf(age, patched(bytes, 40, Buffer.alloc(20))).is).toBe('broken');
    expect(standingOf(pemArmor, sealed('age -a -r $r -o out text', 'hello'))).toEqual({ is: 'encrypted' });
    refusesOthers(age);
  });
});

describe('files of a length', () => {
  it.skipIf(!needs('openssl'))('of openssl enc are whole blocks, or of a stream cipher', () => {
    const enc = (cipher: string): Buffer =>
      made(`openssl enc -${cipher} -pbkdf2 -pass pass:x -in text -out out`, 'out', FILES);
    expect(opensslEnc.recognises(enc('aes-256-cbc'))).toBe(true);
    expect(standingOf(opensslEnc, enc('aes-256-cbc'))).toEqual({ is: 'encrypted' });
    expect(['encrypted', 'unknown']).toContain(standingOf(opensslEnc, enc('aes-256-ctr')).is);
    endures(opensslEnc, enc('aes-256-cbc'), 20);
    refusesOthers(opensslEnc);
  });

  it('of rclone are chunks with a tag', () => {
    const sealed = (size: number): Buffer =>
      Buffer.concat([Buffer.from('RCLONE\0\0'), seededBytes(1, 24 + size)]);
    for (const size of [0, 17, 65_552, 65_552 + 17])
      expect(standingOf(rcloneCrypt, sealed(size))).toEqual({ is: 'encrypted' });
    for (const size of [1, 16, 65_553, 65_568]) expect(standingOf(rcloneCrypt, sealed(size)).is).toBe('cut');
    endures(rcloneCrypt, sealed(70_000), 20);
    refusesOthers(rcloneCrypt);
  });

  it('of AES Crypt are blocks between keys and an HMAC', () => {
    const sealed = (size: number): Buffer =>
      Buffer.concat([
        Buffer.from('AES\x02\0\0\x0fCREATED_BY\0abcd\0\0', 'latin1'),
        seededBytes(1, 96 + size + 33),
      ]);
    for (const size of [0, 16, 4096]) expect(standingOf(aesCrypt, sealed(size))).toEqual({ is: 'encrypted' });
    expect(aesCrypt.recognises(sealed(16))).toBe(true);
    expect(standingOf(aesCrypt, sealed(17)).is).toBe('cut');
    expect(standingOf(aesCrypt, sealed(0).subarray(0, 60)).is).toBe('cut');
    endures(aesCrypt, sealed(512), 40);
    refusesOthers(aesCrypt);
  });
});

describe('KeePass', () => {
  const vault = (): Buffer => {
    const start = Buffer.concat([
      Buffer.from('03d9a29a67fb4bb500000400', 'hex'),
      Buffer.from('0410000000', 'hex'),
      seededBytes(1, 16),
      Buffer.from('0004000000', 'hex'),
      Buffer.from('\r\n\r\n'),
    ]);
    const block = Buffer.concat([seededBytes(2, 32), Buffer.from('e8030000', 'hex'), seededBytes(3, 1000)]);
    const end = Buffer.concat([seededBytes(4, 32), Buffer.alloc(4)]);
    return Buffer.concat([
      start,
      createHash('sha256').update(start).digest(),
      seededBytes(5, 32),
      block,
      block,
      end,
    ]);
  };

  it('4 holds by the hash of its header, and ends in an empty block', () => {
    expect(keepass.recognises(vault())).toBe(true);
    expect(standingOf(keepass, vault())).toEqual({ is: 'encrypted' });
    expect(standingOf(keepass, flipped(vault(), 20)).is).toBe('broken');
    expect(cuts(keepass, vault(), 80, 12)).toEqual(['cut']);
    endures(keepass, vault());
    refusesOthers(keepass);
  });

  it('3 is whole cipher blocks', () => {
    const old = Buffer.concat([
      Buffer.from('03d9a29a67fb4bb501000300', 'hex'),
      Buffer.from('00040000000000', 'hex'),
      seededBytes(1, 160),
    ]);
    expect(standingOf(keepass, old)).toEqual({ is: 'encrypted' });
    expect(standingOf(keepass, old.subarray(0, -3)).is).toBe('cut');
  });
});

describe('LUKS', () => {
  it('2 holds by the SHA-256 of its headers', () => {
    const bytes = packed('luks/luks2.img');
    expect(luks.recognises(bytes)).toBe(true);
    expect(standingOf(luks, bytes)).toEqual({ is: 'encrypted' });
    for (const at of [30, 5000, 20_000])
      expect(standingOf(luks, flipped(bytes, at)).is).toBe(at < 16_384 ? 'broken' : 'encrypted');
    expect(cuts(luks, bytes.subarray(0, 32_768), 30, 10)).toEqual(['cut']);
    endures(luks, bytes, 40);
  });

  it('1 has a payload inside the file', () => {
    const bytes = packed('luks/luks1.img');
    expect(standingOf(luks, bytes)).toEqual({ is: 'encrypted' });
    expect(standingOf(luks, bytes.subarray(0, 1_000_000)).is).toBe('cut');
    // What luksHeaderBackup saves ends with the last key slot, before the payload.
    expect(standingOf(luks, bytes.subarray(0, 2_068_480))).toEqual({ is: 'encrypted' });
    expect(standingOf(luks, bytes.subarray(0, 2_066_431)).is).toBe('cut');
    refusesOthers(luks);
  });
});
