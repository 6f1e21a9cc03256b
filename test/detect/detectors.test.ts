import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DETECTORS, detect } from '../../src/detect/detectors.ts';
import { FINDING_CODES } from '../../src/model/finding.ts';
import { CONTENT_EXTENSIONS, extensionOf, TEXT_EXTENSIONS } from '../../src/structure/kit/extensions.ts';
import { seededBytes } from '../help/bytes.ts';
import { detailOf, inWords } from '../help/in-words.ts';
import { made, proseOf } from '../help/made.ts';
import { examined, surveyed } from './read.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/garbage');

/** The files that a detector must flag, or must leave alone. */
function fixtures(code: string, kind: 'bad' | 'good'): string[] {
  const directory = join(FIXTURES, code, kind);
  return existsSync(directory) ? readdirSync(directory).map((name) => `${code}/${kind}/${name}`) : [];
}

const codes = DETECTORS.map((detector) => detector.code);
const bad = codes.flatMap((code) => fixtures(code, 'bad').map((path) => ({ code, path })));
const good = codes.flatMap((code) => fixtures(code, 'good').map((path) => ({ code, path })));

describe('the registry of detectors', () => {
  it.each(codes)('%s has fixtures that it must flag and leave alone', (code) => {
    expect(fixtures(code, 'bad').length).toBeGreaterThan(0);
    expect(fixtures(code, 'good').length).toBeGreaterThan(0);
  });

  it('has no code twice, and only codes about content', () => {
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => FINDING_CODES[code].subject !== 'content')).toEqual([]);
  });
});

describe('garbage', () => {
  it.each(bad)('$path is told by its detector, and by that first', ({ code, path }) => {
    const content = examined(readFileSync(join(FIXTURES, path)), path);
    const own = DETECTORS.find((detector) => detector.code === code)?.examine(content, path);
    expect(own).toMatchObject({ code });
    expect(own?.severity).not.toBe('note');
    expect(detailOf(own) ?? '').toMatch(/\d/);
    expect(detect(content, path)).toEqual(own);
  });

  it.each(bad)('$path is told wherever the chunks are cut', ({ path }) => {
    const bytes = readFileSync(join(FIXTURES, path));
    const whole = detect(examined(bytes, path), path);
    for (const sizes of [[1], [511, 3], [4096], [4097]])
      expect(detect(examined(bytes, path, sizes), path)).toEqual(whole);
  });
});

describe('ordinary content', () => {
  it.each(good)('$path is left alone by every detector', ({ path }) => {
    const content = examined(readFileSync(join(FIXTURES, path)), path);
    expect(DETECTORS.flatMap((detector) => detector.examine(content, path) ?? [])).toEqual([]);
    expect(detect(content, path)).toBeUndefined();
  });
});

describe('what a detector says', () => {
  const text = Array.from({ length: 400 }, (_, i) => `Line ${i} of a text that goes on\n`).join('');
  const holed = (at: number, length: number): Buffer => {
    const bytes = Buffer.from(text);
    bytes.fill(0, at, at + length);
    return bytes;
  };

  it.each([
    ['a.txt', Buffer.alloc(700), 'zero-filled', 'error', /^all 700 bytes are zero$/],
    [
      'a.bin',
      Buffer.alloc(4095, 0xff),
      'constant-filled',
      'warning',
      /^all 4,095 bytes are one byte repeated: (ff ?){16}; if it should be so: --expect zero=GLOB$/,
    ],
    [
      'a.mp3',
      Buffer.alloc(4096, 'abc'),
      'constant-filled',
      'error',
      /^all 4,096 bytes are a pattern of 3 bytes repeated: (61 62 63 ){5}61/,
    ],
    [
      'a.txt',
      Buffer.alloc(9000, 'It is so.\n'),
      'constant-filled',
      'note',
      /^all 9,000 bytes are a pattern of 10/,
    ],
    [
      'a.txt',
      Buffer.alloc(9000, 'It is so. '),
      'constant-filled',
      'warning',
      /^all 9,000 bytes are a pattern of 10/,
    ],
    [
      'a.bin',
      Buffer.alloc(9000, '\x01\n\xff'),
      'constant-filled',
      'warning',
      /^all 9,000 bytes are a pattern of/,
    ],
    ['a.txt', holed(4096, 1024), 'zero-holes', 'error', /^zeros from 4,096 to 5,120$/],
    ['a.log', holed(4096, 1024), 'zero-holes', 'warning', /^zeros from 4,096 to 5,120$/],
    ['a.foo', holed(4096, 1024), 'zero-holes', 'warning', /^zeros from 4,096 to 5,120$/],
    ['a.txt', holed(4000, 1200), 'zero-holes', 'error', /^zeros from 4,096 to 5,120$/],
    ['a.GZ', Buffer.alloc(0), 'empty-file', 'warning', /^0 bytes, but a \.gz file is never empty$/],
  ])('of %s is evidence', (path, bytes, code, severity, detail) => {
    expect(inWords(detect(surveyed(bytes), path) ?? {})).toEqual({
      code,
      severity,
      detail: expect.stringMatching(detail),
    });
  });

  it('names the first hole and counts the others', () => {
    const bytes = holed(4096, 512);
    bytes.fill(0, 6144, 7168);
    bytes.fill(0, 8192, 8704);
    expect(detailOf(detect(surveyed(bytes), 'a.txt'))).toMatch(/^zeros from 4,096 to 4,608.* 2 more/);
  });
});

describe('a volume of something split', () => {
  it.each([
    'a.z02',
    'b.r00',
    'c.7z.002',
    'd.zip.010',
    'e.tar.gz.ab',
    'f.part2.rar',
    'g.part12.RAR',
    'h.tar.zst.part-ac',
  ])('is %s, which may look random', (name) => {
    expect(detect(surveyed(seededBytes(3, 50_000)), name)).toBeUndefined();
  });

  it.each([
    'a.bin',
    'b.001',
    'c.part1.rar',
    'd.gz.locked',
    'report.docx.abc',
    'zs.zip.encrypted',
    'i.7z.001',
    'j.tar.gz.aa',
    'k.tar.gz.1',
    'l.zip.zzz',
  ])('is not %s', (name) => {
    expect(detect(surveyed(seededBytes(3, 50_000)), name)).toMatchObject({ code: 'random-filled' });
  });

  it('is one without a head where its end says so', () => {
    const end = Buffer.from('PK\x05\x06\x02\0\x02\0\x01\0\x01\0\x30\0\0\0\x10\0\0\0\0\0', 'latin1');
    const last = Buffer.concat([seededBytes(3, 9000), end]);
    expect(detect(examined(last, 'a.zip'), 'a.zip')).toMatchObject({ code: 'wrong-type', severity: 'note' });
    end.fill(0, 4, 8);
    const lost = Buffer.concat([seededBytes(3, 9000), end]);
    expect(detect(examined(lost, 'a.zip'), 'a.zip')).toMatchObject({
      code: 'wrong-type',
      severity: 'error',
    });
  });
});

describe('the companion that a Mac writes beside a file', () => {
  const double = Buffer.alloc(4096);
  double.write('\0\x05\x16\x07\0\x02\0\0Mac OS X        \0\x02', 'latin1');

  it.each(['a.pdf', 'a.csv', 'a.zip', 'a.json', 'a.mp4'])('has the extension of %s alone', (name) => {
    expect(detect(examined(double, `d/._${name}`), `d/._${name}`)).toBeUndefined();
    expect(detect(examined(double, `d/${name}`), `d/${name}`)).toMatchObject({ code: 'wrong-type' });
  });

  it('is not any file with such a name', () => {
    const noise = seededBytes(3, 50_000);
    expect(detect(examined(noise, '._a.pdf'), '._a.pdf')).toMatchObject({ code: 'wrong-type' });
  });
});

describe('a table as text', () => {
  const row = (i: number): string => `${i},"a, ""quoted"" ${i * 7} name",${i % 3 === 0 ? '' : i},2026-01-01`;
  const table = Array.from({ length: 5000 }, (_, i) => row(i)).join('\n');
  const found = (text: string, path = 'a.csv') => detect(examined(Buffer.from(text), path), path);

  it('is cut where its last row has no line end, and fewer fields than all others', () => {
    const end = table.lastIndexOf(',');
    for (const text of [
      table.slice(0, end),
      table.slice(0, 70_000),
      table.replaceAll('\n', '\r\n').slice(0, 9000),
    ])
      expect(inWords(found(text) ?? {})).toMatchObject({
        code: 'truncated-content',
        severity: 'warning',
        detail: expect.stringMatching(
          /^ends at [\d,]+: the last row has no line end, and (not all|\d) of 4 fields$/,
        ),
      });
    expect(found(table.slice(0, end).replaceAll(',', '\t'), 'a.tsv')?.code).toBe('truncated-content');
  });

  it('may end without a line end, or have rows of any length', () => {
    const ragged = table.replaceAll(/^\d*7,.*$/gm, 'a note').slice(0, 70_000);
    for (const text of [table, `${table}\n`, ragged, table.slice(0, 600), 'a\n'.repeat(99) + 'b'])
      expect(found(text)).toBeUndefined();
    expect(found(table.slice(0, 70_000), 'a.txt')).toBeUndefined();
  });
});

describe('a head that is text in part', () => {
  it('is a warning where the name demands something else, and so is text throughout, but for old Office', () => {
    const text = Buffer.from(
      Array.from({ length: 200 }, (_, i) => `${i} 0 obj << /Type /Pages /Count ${i} >> endobj\n`).join(''),
    );
    const pdf = Buffer.concat([Buffer.from("9\x06\x0cKz\xd0\xcaF'\x92", 'latin1'), text]);
    expect(detect(examined(pdf, 'a.pdf'), 'a.pdf')).toMatchObject({
      code: 'wrong-type',
      severity: 'warning',
    });
    const message = Buffer.from('<html><head><title>404 Not Found</title></head></html>\n');
    for (const path of ['a.pdf', 'a.jpg', 'a.sql.gz', 'a.zip', 'a.mp4', 'a.sqlite']) {
      expect(detect(examined(text, path), path)).toMatchObject({ code: 'wrong-type', severity: 'warning' });
      expect(inWords(detect(examined(message, path), path) ?? {})).toMatchObject({
        found: 'html',
        severity: 'warning',
      });
    }
    for (const bytes of [text, message])
      expect(detect(examined(bytes, 'a.ppt'), 'a.ppt')).toMatchObject({
        code: 'wrong-type',
        severity: 'note',
      });
  });
});

describe('a table exported from InnoDB', () => {
  it('has a .cfg file beside it that is no text', () => {
    const bytes = Buffer.from(
      '\0\0\0\x07\0\0\0\x0d61aff16af904\0\0\0\0\x08test/t1\0\0\0\0\0\0\0\0\0\0\0\0@',
      'latin1',
    );
    expect(inWords(detect(examined(bytes, 't.cfg'), 't.cfg') ?? {})).toMatchObject({
      severity: 'note',
      found: 'innodb-export',
    });
    for (const at of [0, 4, 8, 21, 25]) {
      const other = Buffer.from(bytes);
      other.writeUInt8(0x85, at);
      expect(detect(examined(other, 't.cfg'), 't.cfg')).toMatchObject({ severity: 'warning' });
    }
  });
});

describe('an extension', () => {
  it.each([
    ['a.txt', 'txt'],
    ['a.TAR.GZ', 'gz'],
    ['.bashrc', ''],
    ['a.', ''],
    ['a', ''],
    ['.a.md', 'md'],
  ])('of %j is %j', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });

  it('in the lists is lower case and no blank', () => {
    for (const extension of [...TEXT_EXTENSIONS, ...CONTENT_EXTENSIONS])
      expect(extension).toMatch(/^[a-z0-9]+$/);
  });
});

describe('a name that demands a format', () => {
  const found = (bytes: Uint8Array, path: string): string | undefined => {
    const finding = detect(examined(bytes, path), path);
    return finding === undefined ? undefined : `${finding.severity} ${finding.code}`;
  };
  const noise = seededBytes(9, 20_000);
  const openssl = Buffer.concat([Buffer.from('Salted__'), noise.subarray(0, 16_008)]);
  const age = Buffer.concat([
    Buffer.from(
      `age-encryption.org/v1\n-> X25519 ${'A'.repeat(43)}\n${'B'.repeat(43)}\n--- ${'C'.repeat(43)}\n`,
    ),
    noise.subarray(0, 16 + 9000 + 16),
  ]);
  const packed = gzipSync(Buffer.from(proseOf(500)));

  it.each([
    'docx',
    'pdf',
    'jpg',
    'txt',
    'csv',
    'sqlite',
    'tar.gz',
    'zip',
    'mp4',
    'doc',
    'xls',
    'sql',
    'html',
  ])('does not hide an encrypted container: .%s', (extension) => {
    expect(found(openssl, `report.${extension}`)).toBe('warning wrong-type');
    expect(found(age, `report.${extension}`)).toBe('warning wrong-type');
  });

  it.each(
    'xlsb vsdx indd ai eps dwg stl obj blend cr2 raw dcm las shp h5 mat sav pkl myd frm nsf class so pages ps1 tfstate'.split(
      ' ',
    ),
  )('does not hide one under a name of any other format: .%s', (extension) => {
    expect(found(openssl, `report.${extension}`)).toBe('warning wrong-type');
    expect(found(age, `report.${extension}`)).toBe('warning wrong-type');
  });

  it('is one in base64 too, which few people put into a table or a program', () => {
    const lines = (bytes: Buffer, length: number): string =>
      bytes.toString('base64').replaceAll(new RegExp(`.{${length}}`, 'g'), '$&\n');
    const texts = [
      lines(openssl, 64),
      `-----BEGIN PGP MESSAGE-----\n\n${lines(noise, 64)}\n=abcd\n-----END PGP MESSAGE-----\n`,
      `-----BEGIN AGE ENCRYPTED FILE-----\n${lines(age, 64)}\n-----END AGE ENCRYPTED FILE-----\n`,
    ];
    for (const text of texts) {
      for (const extension of ['csv', 'sql', 'py', 'doc', 'xls', 'css', 'ldif', 'jpg', 'docx'])
        expect([extension, found(Buffer.from(text), `a.${extension}`)]).toEqual([
          extension,
          'warning wrong-type',
        ]);
      for (const extension of ['txt', 'yaml', 'conf', 'md'])
        expect([extension, found(Buffer.from(text), `a.${extension}`)]).toEqual([
          extension,
          'note wrong-type',
        ]);
      for (const extension of ['asc', 'pem', 'key', 'enc', 'b64', 'dat'])
        expect([extension, found(Buffer.from(text), `a.${extension}`)]).toEqual([extension, undefined]);
    }
    const signed =
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\na,b\n1,2\n' +
      '-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n';
    expect(found(Buffer.from(signed), 'a.csv')).toBeUndefined();
    expect(found(Buffer.from('U2FsdGVkX1 is how salted text of OpenSSL begins\n'), 'a.csv')).toBeUndefined();
  });

  it.each(['enc', 'dat', 'bin', 'bak', 'dump', 'img', 'key', 'gz.enc', 'aes', '20260101', 'docx.enc'])(
    'is not .%s, where anything may be encrypted',
    (extension) => {
      expect(found(openssl, `report.${extension}`)).toBeUndefined();
    },
  );

  it('is not the base64 of anything under a name for text of tags', () => {
    const text = Buffer.from(noise.subarray(0, 6000).toString('base64').replaceAll(/.{76}/g, '$&\n'));
    for (const extension of ['xml', 'svg', 'html', 'kml', 'xsl'])
      expect(found(text, `a.${extension}`)).toBe('warning wrong-type');
    for (const extension of ['txt', 'b64', 'dat', 'csv'])
      expect(found(text, `a.${extension}`)).toBeUndefined();
    expect(found(Buffer.from('moved to another page\n'), 'a.html')).toBeUndefined();
    expect(found(text, 'Makefile.svg')).toBeUndefined();
  });

  it('may have another format that proves itself, which is for the record', () => {
    for (const path of ['a.jpg', 'a.pdf', 'a.docx', 'a.txt', 'a.sqlite'])
      expect(found(packed, path)).toBe('note wrong-type');
  });

  it('is not excused by a format that is only guessed', () => {
    const png = readFileSync(join(FIXTURES, 'wrong-type/good/logo.png'));
    for (const before of ['\n', '\r\n', '\ufeff', ' '])
      expect(found(Buffer.concat([Buffer.from(before), png]), 'a.png')).toMatch(/^(warning|error) /);
    const start = Buffer.concat([Buffer.from('377abcaf271c0104', 'hex'), noise]);
    for (const path of ['a.gz', 'a.jpg', 'a.tar', 'a.pdf', 'a.qcow2'])
      expect(found(start, path)).toBe('warning wrong-type');
  });

  it('is not held by text where something packed, encrypted or a disk belongs', () => {
    const page = Buffer.from('<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n');
    const json = Buffer.from('{"error":"unauthorized"}\n');
    const names = 'gz zst deb rpm gpg pgp age kdbx qcow2 vdi vhdx 7z rar cab cpio wim lzo pdf'.split(' ');
    for (const extension of names)
      for (const bytes of [page, json]) expect(found(bytes, `a.${extension}`)).toBe('warning wrong-type');
    const armour = Buffer.from('-----BEGIN PGP MESSAGE-----\n\nhQEMA9=\n-----END PGP MESSAGE-----\n');
    for (const extension of ['gpg', 'pgp', 'asc']) expect(found(armour, `a.${extension}`)).toBeUndefined();
  });
});

describe('what is so by nature', () => {
  const found = (bytes: Uint8Array, path: string): string | undefined => {
    const finding = detect(examined(bytes, path), path);
    return finding === undefined ? undefined : `${finding.severity} ${finding.code}`;
  };
  const list = Buffer.from('auto\n/usr/share/man/man7/bash-builtins.7.gz\nbuiltins.7.gz\n\n');
  const owner = Buffer.alloc(162);
  owner.write('\x06Miller', 'latin1');
  const random = seededBytes(5, 40_000);

  it('is a list of update-alternatives, in its directory alone', () => {
    expect(found(list, 'var/lib/dpkg/alternatives/builtins.7.gz')).toBeUndefined();
    expect(found(list, 'man/builtins.7.gz')).toBe('warning wrong-type');
    expect(found(Buffer.from('<html>no</html>'), 'alternatives/psql.1.gz')).toBe('warning wrong-type');
  });

  it('is the file that Office keeps beside an open document', () => {
    for (const name of ['~$report.docx', '~$budget.xlsx', '~$talk.pptx', '~$old.ppt'])
      expect(found(owner, `d/${name}`)).toBeUndefined();
    expect(found(owner, 'd/report.docx')).toBe('warning wrong-type');
    expect(found(random, 'd/~$report.docx')).toBe('error wrong-type');
  });

  it('is no block of a disk that repeats, though there are lines in it', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i * 7919}\n`).join('');
    for (const block of [4096, 65_536])
      expect(found(Buffer.from(lines.slice(0, block).repeat(8)), 'a.txt')).toBe('error constant-filled');
  });

  it('is text of lines that repeat, in a name for text or for nothing', () => {
    const row = Array.from({ length: 300 }, (_, i) => `${i * 7}`).join(',');
    const lines = [Buffer.alloc(9000, 'up\n'), Buffer.from(`${row}\r\n`.repeat(90))];
    for (const bytes of [...lines, Buffer.alloc(5000, '\n'), Buffer.alloc(9000, 'a,b\nc,d\n')]) {
      for (const name of ['a.log', 'a.csv', 'a.txt', 'a.sql', 'a.xyz', 'yes', 'a.tsv'])
        expect(found(bytes, name)).toBe('note constant-filled');
      for (const name of ['a.jpg', 'a.zip', 'a.doc', 'a.img', 'a.sqlite'])
        expect(found(bytes, name)).toBe('error constant-filled');
      expect(found(gzipSync(bytes), 'a.csv.gz')).toBeUndefined();
    }
  });

  it('is a fill in a name of what may be one, or of nobody knows what, which is a warning', () => {
    for (const name of [
      'a',
      'a.bin',
      'a.xyz',
      'tile.raw',
      'lastlog',
      'N00E006.hgt',
      'silence.pcm',
      'thin-flat.vmdk',
      '0000.timeindex',
    ])
      for (const [bytes, code] of [
        [Buffer.alloc(20_000), 'zero-filled'],
        [Buffer.alloc(20_000, 0xff), 'constant-filled'],
      ] as const) {
        expect(found(bytes, name)).toBe(`warning ${code}`);
        expect(detailOf(detect(examined(bytes, name), name))).toMatch(/--expect zero=GLOB$/);
        for (const other of ['a.jpg', 'a.txt', 'a.mdf', 'a.json', 'a.sqlite', 'a.img', 'a.sql'])
          expect(found(bytes, other)).toBe(`error ${code}`);
      }
  });

  it('is a fill that the user expects, and no more than that', () => {
    const expected = (bytes: Uint8Array, name: string) =>
      detect({ ...examined(bytes, name), handling: 'blank' }, name);
    expect(expected(Buffer.alloc(20_000), 'a.hgt')).toBeUndefined();
    expect(expected(Buffer.alloc(20_000, 0xff), 'a.hgt')).toBeUndefined();
    expect(expected(random, 'a.hgt')).toMatchObject({ code: 'random-filled' });
  });

  it('is a key of random bytes, up to a size', () => {
    for (const name of ['master.key', 'keyfile', 'luks-keyfile', 'a.keyfile'])
      expect(found(random.subarray(0, 8192), name)).toBeUndefined();
    expect(found(seededBytes(6, 100_000), 'master.key')).toBe('warning random-filled');
    expect(found(random, 'monkey')).toBe('warning random-filled');
  });

  it('is a script with something packed behind it', () => {
    const script = `#!/bin/sh\n${'# unpacks what follows\n'.repeat(400)}exit 0\n`;
    for (const magic of ['\x1f\x8b\x08', 'BZh9', '\xfd7zXZ\0', '(\xb5/\xfd', '\x7fELF']) {
      const bytes = Buffer.concat([Buffer.from(script), Buffer.from(magic, 'latin1'), random]);
      for (const name of ['setup.sh', 'setup.run', 'setup.bin', 'setup'])
        expect(found(bytes, name)).toBeUndefined();
    }
    const damaged = Buffer.concat([Buffer.from(script), random, Buffer.from(script)]);
    expect(found(damaged, 'setup.sh')).toBe('error partly-encrypted');
  });

  it('is a database of GNU dbm, in which freed blocks are zeros', () => {
    const start = Buffer.from('\0\x01\0\x02'.repeat(64), 'latin1');
    const pages = Buffer.concat([seededBytes(1, 65_536), Buffer.alloc(65_536), seededBytes(2, 65_536)]);
    start.copy(pages);
    expect(found(pages, 'index.db')).toBe('warning zero-holes');
    pages.writeUInt32LE(0x13579acf);
    expect(found(pages, 'index.db')).toBeUndefined();
  });

  it('is a stream of LZMA alone, and a bare font', () => {
    // A stream of lzma, and what only begins as one.
    const lzma = made('xz --format=lzma -c a > r', 'r', { a: random });
    for (const name of ['a.lzma', 'a']) expect(found(lzma, name)).toBeUndefined();
    const damaged = Buffer.concat([Buffer.from('5d00008000ffffffffffffffff00', 'hex'), random]);
    expect(found(damaged, 'a.lzma')).toBe('error broken-structure');
    expect(found(damaged, 'a')).toBeUndefined();
    const font = Buffer.concat([Buffer.from('0100040100010101', 'hex'), random]);
    expect(found(font, 'a.pfb')).toBeUndefined();
    expect(found(random, 'a.pfb')).toBe('error wrong-type');
  });
});
