import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/manifest/spelling/decode-text.ts';

const LINE = '7ccb5dcf68bca064b6c77d112f008f3d  Größe.csv\r\n';
const NARROW = Buffer.from(LINE);
const WIDE = Buffer.from(LINE, 'utf16le');
const BIG = Buffer.from(WIDE).swap16();
const MARK = Buffer.from([0xff, 0xfe]);

describe('the text of a list', () => {
  it.each([
    ['plain', 'plain', [NARROW, NARROW]],
    ['with a mark of UTF-8', 'utf-8-mark', [Buffer.from([0xef, 0xbb, 0xbf]), NARROW, NARROW]],
    ['in UTF-16', 'utf-16', [MARK, WIDE, WIDE]],
    ['in UTF-16, big-endian', 'utf-16', [Buffer.from(MARK).swap16(), BIG, BIG]],
    ['in UTF-16 without a mark', 'utf-16', [WIDE, WIDE]],
    ['with UTF-16 at its end', 'mixed', [NARROW, WIDE]],
    ['with UTF-16 and its mark at its end', 'mixed', [NARROW, MARK, WIDE]],
    ['with UTF-16, big-endian, at its end', 'mixed', [NARROW, BIG]],
    ['with UTF-8 after UTF-16', 'mixed', [MARK, WIDE, NARROW]],
  ])('%s is that of both lines', (_, encoding, parts) => {
    const decoded = decodeText(Buffer.concat(parts));
    expect(decoded.content.toString()).toBe(LINE + LINE);
    expect(decoded.encoding).toBe(encoding);
  });

  it('is as it was where NUL ends its lines, or zeros lie in it', () => {
    for (const text of ['7ccb5dcf  a\x007ccb5dcf  b\0', `7ccb5dcf  a\n${'\0'.repeat(600)}7ccb5dcf  b\n`])
      expect(decodeText(Buffer.from(text))).toEqual({ content: Buffer.from(text), encoding: 'plain' });
  });
});
