import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { formatCount } from '../../src/model/counts.ts';
import { inWords } from '../help/in-words.ts';
import { keptFile } from '../structure/kept.ts';
import { packed } from '../structure/packed.ts';
import { examined } from './read.ts';

function said(bytes: Buffer, path: string): string {
  const finding = detect(examined(bytes, path), path);
  return finding === undefined
    ? 'nothing'
    : `${finding.severity} ${finding.code}: ${inWords(finding).detail}`;
}

const rows = (size: number): Buffer => {
  let text = '';
  for (let i = 0; text.length < size; i++) text += `Row ${i}, of a table: ${(i * 37) % 911}\n`;
  return Buffer.from(text.slice(0, size));
};
const binary = (size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i++) bytes[i] = 1 + (((i * i) >> 3) % 31);
  return bytes;
};
const journal = Buffer.from('c03b39980000000100000007000004aa', 'hex');
const directory = Buffer.from('020000000c0001022e00000002000000f40f02022e2e0000', 'hex');

describe('a block of ext4', () => {
  const olds = keptFile('ole/streams.doc');

  it.each([
    ['journal', journal],
    ['directory', directory],
  ])('of a %s is where none belongs', (name, block) => {
    for (const at of [4096, 9216]) {
      const text = rows(20_000);
      block.copy(text, at);
      expect(said(text, 'a.csv')).toMatch(/^(?:error zero-holes|warning broken-structure)/);
      const unknown = binary(20_000);
      block.copy(unknown, at);
      for (const path of ['a.mp4', 'a.pst', 'a.7z'])
        expect(said(unknown, path)).toBe(
          `warning zero-holes: a block of a ${name} of ext4 at ${formatCount(at)}`,
        );
    }
    const document = Buffer.concat([olds, Buffer.alloc(4096)]);
    block.copy(document, Math.floor(olds.length / 2 / 1024) * 1024);
    expect(said(document, 'a.doc')).toMatch(/^(?:warning zero-holes|error broken-structure)/);
  });

  it('belongs into images, and is none beside the grid or of another type', () => {
    const unknown = binary(20_000);
    journal.copy(unknown, 4096);
    for (const path of ['a.img', 'disk', 'a.raw', 'a.vmdk', 'a.bin', 'a.xyz'])
      expect(said(unknown, path)).not.toContain('zero-holes');
    for (const at of [4097, 4608]) {
      const beside = binary(20_000);
      journal.copy(beside, at);
      expect(said(beside, 'a.mp4')).not.toContain('zero-holes');
    }
    unknown.writeUInt32BE(9, 4100);
    expect(said(unknown, 'a.mp4')).not.toContain('zero-holes');
  });

  it('is in every image of ext4, and left alone there and in a tar of it', () => {
    const image = packed('ext/ext4.img');
    expect(examined(image, 'disk.img').marks.map(({ word }) => word)).toContain('jbd2');
    for (const path of ['disk.img', 'a.mp4']) expect(said(image, path)).not.toContain('zero-holes');
    const header = Buffer.from(Array.from({ length: 512 }, () => 0));
    header.write('disk.img');
    header.write('ustar\x0000', 257, 'latin1');
    const tar = Buffer.concat([header, image]);
    expect(
      detect(
        { ...examined(tar, 'a.tar'), format: { name: 'tar', traits: [], extensions: ['tar'] } },
        'a.tar',
      ),
    ).toBeUndefined();
  });
});

describe('a text that ends at a border of blocks', () => {
  const cut =
    'warning truncated-content: ends at 8,192, a border of blocks of 4,096 bytes, without a line end';

  it.each(['a.txt', 'a.log', 'a.md', 'a.conf', 'a.mbox', 'a.sql', 'README'])('was cut: %s', (path) => {
    expect(said(rows(8192), path)).toBe(cut);
  });

  it('may end with a line end, elsewhere, with what closes it, or be a part or one line', () => {
    expect(said(rows(8191), 'a.txt')).toBe('nothing');
    for (const end of ['\n', '\r\n', '}', ');'])
      expect(said(Buffer.concat([rows(8192 - end.length), Buffer.from(end)]), 'a.txt')).toBe('nothing');
    for (const path of ['a.txt.ab', 'xaa', 'a.sql.002', 'a.part3'])
      expect(said(rows(8192), path)).toBe('nothing');
    expect(said(Buffer.from(rows(9999).toString('base64').slice(0, 8192)), 'a.txt')).toBe('nothing');
  });
});
