import { describe, expect, it } from 'vitest';
import { pdf } from '../../../../src/structure/document/pdf/pdf.ts';
import { keptFile, keptFiles } from '../../kept.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../../standing.ts';

const plain = keptFile('pdf/plain.pdf');
const linearised = keptFile('pdf/linearised.pdf');
const stream = plain.indexOf('stream\n', plain.indexOf('/FlateDecode')) + 7;

describe('pdf', () => {
  it.each(keptFiles('pdf'))('%s is whole, cut where it ends too early, in any chunks', (name, bytes) => {
    expect(pdf.recognises(bytes)).toBe(true);
    expect(standingOf(pdf, bytes)).toEqual({ is: name === 'encrypted.pdf' ? 'encrypted' : 'sound' });
    const found = cuts(pdf, bytes.subarray(0, bytes.lastIndexOf('%%EOF') + 5));
    expect(found).toEqual(['cut']);
    endures(pdf, bytes, 80);
  });

  it('is text only where it starts as one', () => {
    refusesOthers(pdf);
    expect(pdf.recognises(Buffer.from('A file that starts with %PDF-1.4 is a PDF.'))).toBe(false);
    expect(pdf.recognises(Buffer.from("import re\n\nVERSION = b'%PDF-1.4'  # as it starts\n"))).toBe(false);
    expect(pdf.recognises(Buffer.from('\x1b%-12345X@PJL\r\n%PDF-1.4\n'))).toBe(true);
    expect(pdf.recognises(Buffer.from('\n\n%PDF-1.4\n'))).toBe(true);
    expect(pdf.recognises(Buffer.concat([Buffer.alloc(128), Buffer.from('%PDF-1.4\n')]))).toBe(true);
    expect(pdf.recognises(Buffer.concat([Buffer.alloc(1100), Buffer.from('%PDF-1.4\n')]))).toBe(false);
  });

  it('sees a stream that does not decompress, and warns of one whose sum does not hold', () => {
    expect(standingOf(pdf, patched(plain, stream + 2, Buffer.alloc(16, 0xff)))).toEqual({
      is: 'broken',
      detail: expect.stringContaining(`the stream at ${stream}: `),
    });
    const end = plain.indexOf('endstream', stream);
    const sums = [4, 5, 6].map((before) => standingOf(pdf, flipped(plain, end - before)));
    expect(sums).toContainEqual({
      is: 'broken',
      severity: 'warning',
      detail: `the stream at ${stream}: incorrect data check`,
    });
  });

  it('takes a stream that stops short, as some producers write it', () => {
    const end = plain.indexOf('endstream', stream);
    const short = patched(plain, end - 6, Buffer.from('endstream      '));
    expect(standingOf(pdf, short)).toEqual({ is: 'sound' });
  });

  it('is cut where it was being updated, and where it promised to be longer', () => {
    const update = Buffer.from('\n9 0 obj\n<</Type/Catalog>>\nendobj\n');
    expect(standingOf(pdf, Buffer.concat([plain, update]))).toEqual({
      is: 'cut',
      detail: expect.stringContaining('without %%EOF after the last object'),
    });
    const early = linearised.indexOf('%%EOF') + 6;
    expect(standingOf(pdf, linearised.subarray(0, early))).toEqual({
      is: 'cut',
      detail: `ends at ${early}; its first object says ${linearised.length} bytes`,
    });
  });

  it('holds startxref and the table to what is there', () => {
    const at = plain.lastIndexOf('startxref\n') + 10;
    expect(standingOf(pdf, patched(plain, at, Buffer.from('9')))).toMatchObject({
      is: 'broken',
      detail: expect.stringContaining('beyond the end'),
    });
    expect(standingOf(pdf, patched(plain, at, Buffer.from('1')))).toMatchObject({
      is: 'broken',
      severity: 'warning',
    });
    const object = plain.indexOf('\n3 0 obj');
    expect(standingOf(pdf, patched(plain, object + 1, Buffer.alloc(7)))).toEqual({
      is: 'broken',
      severity: 'warning',
      detail: `its cross-reference lists an object at ${object + 1}, but there is none`,
    });
  });

  it('takes a table that is off as a whole, as after a conversion of line ends', () => {
    const shifted = Buffer.concat([
      plain.subarray(0, 9),
      Buffer.from('% twenty bytes more\n'),
      plain.subarray(9),
    ]);
    expect(standingOf(pdf, shifted)).toEqual({ is: 'sound' });
  });

  it('leaves the streams of an encrypted file alone', () => {
    const encrypted = keptFile('pdf/encrypted.pdf');
    const at = encrypted.indexOf('stream\n') + 20;
    expect(standingOf(pdf, patched(encrypted, at, Buffer.alloc(32)))).toEqual({ is: 'encrypted' });
  });
});
