import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { seededBytes } from '../help/bytes.ts';
import { keptFile } from '../structure/kept.ts';
import { examined } from './read.ts';

/** Something binary of no format: few values, as tables have them. */
const binary = (size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i++) bytes[i] = ((i * i) >> 3) & 0x1f;
  bytes.set([7, 0, 9]);
  return bytes;
};
const begun = (head: string | Buffer, size = 40_000): Buffer => {
  const bytes = binary(size);
  (typeof head === 'string' ? Buffer.from(head, 'latin1') : head).copy(bytes);
  return bytes;
};

function said(bytes: Buffer, path: string): string {
  const finding = detect(examined(bytes, path), path);
  return finding === undefined ? 'nothing' : `${finding.severity} ${finding.code}`;
}

describe('a document', () => {
  const names = ['doc', 'dot', 'xls', 'xlt', 'msg', 'ppt', 'pst', 'mdf'];

  it.each(names)('named .%s is of some format', (extension) => {
    const path = `a.${extension}`;
    expect(said(binary(40_000), path)).toBe('warning wrong-type');
    expect(said(begun(Buffer.alloc(8192, 0xcc)), path)).toBe('error wrong-type');
    expect(said(begun(Buffer.alloc(4096)), path)).toMatch(/^(?:error wrong-type|warning zero-holes)$/);
    for (const length of [4096, 5000, 9000])
      expect(said(begun(seededBytes(length, length)), path)).toBe('error partly-encrypted');
    const turns = binary(40_000);
    for (let at = 0; at < turns.length; at += 192) seededBytes(at, 64).copy(turns, at);
    expect(said(turns, path)).toMatch(/^(?:error|warning) (?:wrong-type|partly-encrypted)$/);
  });

  it.each(['doc', 'dot', 'xls', 'xlt'])(
    'named .%s may be what programs export under that name',
    (extension) => {
      const path = `a.${extension}`;
      const texts = [
        'Name;Amount\nA;1\nB;2\n',
        'ID;PWXL;N;E\nC;Y1;X1;K1\nE\n',
        '<html><body><table><tr><td>1</td></tr></table></body></html>\n',
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>\n',
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n\n<p>x</p>\n--b--\n',
        '{\\rtf1\\ansi Hello}\n',
        '\ufeffThe text of a document, and more of it\n',
      ];
      for (const text of texts) {
        expect([text, said(Buffer.from(text), path)]).toEqual([text, expect.stringMatching(/^n/)]);
        expect(said(Buffer.from(text, 'utf16le'), path)).toMatch(/^n/);
      }
      expect(said(keptFile('ole/streams.doc'), path)).toBe('nothing');
    },
  );

  it('may be of a program from before compound files', () => {
    const heads = ['9ba5', 'dba52d00', 'dca56500', '31be0000', 'ff575043', 'fe370023', '0900040002001000'];
    const sheets = ['0902060000001000', '0904060000001000', '0908080000051000'];
    for (const head of [...heads, ...sheets]) {
      for (const path of ['a.doc', 'a.xls'])
        expect(said(begun(Buffer.from(head, 'hex')), path)).toBe('nothing');
    }
    expect(said(begun('\xed\xde\xad\x0b'), 'a.ppt')).toBe('nothing');
  });

  it('of a name that others use too may be theirs', () => {
    const mail = begun('');
    mail.write('29 Nov 26  08:00:00', 144);
    expect(said(mail, 'a.msg')).toBe('nothing');
    expect(said(Buffer.from('int32 x\nfloat64 y\n'), 'a.msg')).toBe('nothing');
    expect(said(Buffer.from('digraph G { a -> b; }\n'), 'a.dot')).toBe('nothing');
    const volume = Buffer.alloc(81_920);
    volume.write('\0BEA01', 32_768, 'latin1');
    binary(20_000).copy(volume, 40_960);
    for (const bytes of [
      volume,
      begun('\x01\x0f\0\0'),
      begun(`\0${'\xff'.repeat(10)}\0`),
      begun('MDF     4.10'),
    ])
      expect(said(bytes, 'a.mdf')).toBe('nothing');
  });
});

describe('a file of no known format', () => {
  it.each(['a.dat', 'a', 'a.xyz'])('begins with random bytes, and %s does not look so to its end', (path) => {
    for (const length of [4096, 5000, 70_000])
      expect(said(begun(seededBytes(length, length), 200_000), path)).toBe('warning partly-encrypted');
    const dense = seededBytes(3, 200_000);
    for (let i = 4096; i < dense.length; i++) dense[i] = (dense[i] ?? 0) & 0xf7;
    expect(said(dense, path)).toBe('warning partly-encrypted');
  });

  it('is an archive with a short header, a later volume or a key store by its name', () => {
    const dense = seededBytes(3, 200_000);
    for (let i = 4096; i < dense.length; i++) dense[i] = (dense[i] ?? 0) & 0xf7;
    for (const path of ['a.zpaq', 'a.lrz', 'a.pfx', 'a.7z.002']) expect(said(dense, path)).toBe('nothing');
    // Every slice of dar begins with its mark.
    expect(said(dense, 'a.1.dar')).toBe('error wrong-type');
  });
});
