import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidatesFor, reverseBytes } from '../../../src/manifest/checksum/digest.ts';
import { type EntryLine, LONGEST_LINE, parseChecksumLine } from '../../../src/manifest/checksum/line.ts';

const MD5 = 'b1946ac92492d2347c6235b4d2611184';
const SHA1 = 'f572d396fae9206628714fb2ce00f72e94f2258f';
const SHA256 = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03';
const SHA384 =
  '1d0f284efe3edea4b9ca3bd514fa134b17eae361ccc7a1eefeff801b9bd6604e01f21f6bf249ef030599f0c218f2ba8c';
const SHA512 = SHA256.repeat(2);

type Wanted = Partial<EntryLine>;

/** What each kind of line says; the comment names the row of the tables in the description of the formats. */
const ENTRIES: readonly (readonly [string, string, Wanted])[] = [
  ['text mode', `${SHA256}  hello.txt`, { name: 'hello.txt', hex: SHA256, form: 'gnu', escaped: false }],
  ['binary mode', `${MD5} *hello.txt`, { name: 'hello.txt', hex: MD5, form: 'gnu' }],
  ['one CR of a CRLF', `${MD5}  hello.txt\r`, { name: 'hello.txt' }],
  ['only one CR', `${MD5}  hello.txt\r\r`, { name: 'hello.txt\r' }],
  ['an escaped backslash', `\\${SHA1}  ./back\\\\slash.txt`, { name: './back\\slash.txt', escaped: true }],
  ['an escaped LF', `\\${SHA1}  new\\nline`, { name: 'new\nline', escaped: true }],
  ['an escaped CR', `\\${SHA1}  cr\\r`, { name: 'cr\r' }],
  ['an escape that is none without the mark', `${SHA1}  a\\nb`, { name: 'a\\nb', escaped: false }],
  ['leading blanks', ` \t ${MD5}  hello.txt`, { name: 'hello.txt' }],
  ['three blanks: the name gets one', `${MD5}   hello.txt`, { name: ' hello.txt', form: 'gnu' }],
  ['a tab', `${MD5}\thello.txt`, { name: 'hello.txt' }],
  ['a tab and a star', `${MD5}\t*hello.txt`, { name: 'hello.txt' }],
  ['upper case', `${MD5.toUpperCase()}  hello.txt`, { hex: MD5 }],
  ['outer blanks of a name', `${MD5}   a \t `, { name: ' a \t ' }],
  ['a name of one blank', `${MD5}   `, { name: ' ', form: 'gnu' }],
  ['a name that is a star', `${MD5}  *`, { name: '*', form: 'gnu' }],
  ['stdin', `${MD5}  -`, { name: '-' }],
  ['BSD reversed', `${MD5} hello.txt`, { name: 'hello.txt', form: 'reversed' }],
  ['a hash sign that is a name', `${MD5}  #hash`, { name: '#hash' }],
  ['a Latin-1 byte', `${MD5}  lat\xe9`, { name: 'lat\xe9' }],

  ['a tag', `SHA256 (hello.txt) = ${SHA256}`, { name: 'hello.txt', algorithms: ['sha256'], form: 'tagged' }],
  ['the last )', `SHA256 (./a) = b) = ${SHA256}`, { name: './a) = b' }],
  ['an escaped tag', `\\SHA256 (./new\\nline.txt) = ${SHA256}`, { name: './new\nline.txt', escaped: true }],
  ['OpenSSL 1', `SHA256(hello.txt)= ${SHA256}`, { name: 'hello.txt', algorithms: ['sha256'] }],
  ['OpenSSL 3', `SHA2-256(hello.txt)= ${SHA256}`, { name: 'hello.txt', algorithms: ['sha256'] }],
  ['SHA2-512/256 of OpenSSL', `SHA2-512/256(f)= ${SHA256}`, { algorithms: ['sha512-256'] }],
  ['no blanks about the =', `MD5 (f)=${MD5}`, { name: 'f' }],
  ['padded tags of RHash', `MD5   (a) = b) = ${MD5}`, { name: 'a) = b', algorithms: ['md5'] }],
  ['an upper-case digest', `MD5 (f) = ${MD5.toUpperCase()}`, { hex: MD5 }],
  ['BLAKE2b', `BLAKE2b (f) = ${SHA512}`, { algorithms: ['blake2b'] }],
  ['BLAKE2b-256', `BLAKE2b-256 (f) = ${SHA256}`, { algorithms: ['blake2b-256'] }],
  ['SHA3-256', `SHA3-256 (f) = ${SHA256}`, { algorithms: ['sha3-256'] }],
  ['SM3', `SM3 (f) = ${SHA256}`, { algorithms: ['sm3'] }],
  ['CRC32B', 'CRC32B (f) = 363A3020', { algorithms: ['crc32'], hex: '363a3020' }],
  ['BLAKE3', `BLAKE3 (f) = ${SHA256}`, { algorithms: ['blake3'] }],
  ['base64', 'SHA256 (f) = WJG1tSLV3whtD/CxEPvZ0huwZUcY+vNNCChqLoRva+A=', { algorithms: ['sha256'] }],
  ['base64 of 16 bytes', 'MD5 (f) = sZRqySSS0jR8YjW00mERhA==', { hex: MD5 }],
  ['a CRLF after a tag', `MD5 (f) = ${MD5}\r`, { hex: MD5 }],

  ['XXH32', '946b5bf9  f', { algorithms: ['crc32', 'xxh32', 'crc32c', 'adler32'] }],
  ['XXH64', 'e4c191d091bd8853  f', { algorithms: ['xxh64', 'xxh3'] }],
  ['XXH3_', 'XXH3_99fc819aaba2462a  f', { algorithms: ['xxh3'], hex: '99fc819aaba2462a', name: 'f' }],
  ['escaped XXH3_', '\\XXH3_99fc819aaba2462a  a\\\\b', { algorithms: ['xxh3'], name: 'a\\b' }],
  ['XXH3', 'XXH3 (hello.txt) = 99fc819aaba2462a', { algorithms: ['xxh3'], hex: '99fc819aaba2462a' }],
  ['XXH64 tag', 'XXH64 (f) = e4c191d091bd8853', { algorithms: ['xxh64'], hex: 'e4c191d091bd8853' }],
  ['XXH64_LE', 'XXH64_LE (f) = 5388bd91d091c1e4', { algorithms: ['xxh64'], hex: 'e4c191d091bd8853' }],
  ['XXH3_LE', 'XXH3_LE (f) = 2a46a2ab9a81fc99', { algorithms: ['xxh3'], hex: '99fc819aaba2462a' }],
  ['XXH32_LE', 'XXH32_LE (f) = f95b6b94', { algorithms: ['xxh32'], hex: '946b5bf9' }],
  [
    'XXH128_LE',
    'XXH128_LE (hello.txt) = 9ce4c8f135b4105a6df569e0c786ba6b',
    { algorithms: ['xxh128'], hex: '6bba86c7e069f56d5a10b435f1c8e49c' },
  ],
  ['a backslash that 0.8.1 did not escape', `${MD5}  ./back\\slash`, { name: './back\\slash' }],

  ['Perl, text', `${SHA1}  hello.txt`, { name: 'hello.txt' }],
  ['Perl, universal newlines', `${SHA256} Uhello.txt`, { name: 'hello.txt', skip: 'universal' }],
  ['Perl, bits', `${SHA256} ^hello.txt`, { name: 'hello.txt', skip: 'bits' }],
  ['no MD5 of Perl: a name in U', `${MD5} Users.txt`, { name: 'Users.txt', form: 'reversed' }],

  ['POSIX cksum', '3015617425 6 hello.txt', { hex: 'b3beab91', size: 6, name: 'hello.txt', form: 'posix' }],
  ['a small CRC', '12738659 1 a) = b', { hex: '00c26063', size: 1, name: 'a) = b' }],
  ['a name with blanks', '4294967295 0  a ', { hex: 'ffffffff', size: 0, name: ' a ' }],
];

const MALFORMED: readonly (readonly [string, string, RegExp])[] = [
  ['words', 'hello world', /no digest/],
  ['a # that does not begin the line', ' # no comment', /no digest/],
  ['the rest of a name with a LF', 'line.txt) = 73100b1c1f3123de', /line feed/],
  ['a tag that breaks off at a LF', 'XXH3 (./new', /line feed/],
  ['a digest cut short', `${SHA256.slice(0, 63)}  hello.txt`, /63 hex digits/],
  ['a digit that is none', `${SHA256.slice(0, 30)}g${SHA256.slice(31)}  hello.txt`, /no digest/],
  ['a blank inside the digest', `${SHA256.slice(0, 40)} ${SHA256.slice(41)}  hello.txt`, /blank inside/],
  ['a first digit flipped to #', `#${SHA256.slice(1)}  hello.txt`, /first digit/],
  ['a first digit flipped to ;', `;${MD5.slice(1)} *hello.txt`, /first digit/],
  ['a first digit of a CRC flipped to #', '#46b5bf9  f', /first digit/],
  ['a wrong escape', `\\${MD5}  a\\tb`, /invalid backslash escape/],
  ['a lonely backslash at the end', `\\${MD5}  a\\\\\\`, /invalid backslash escape/],
  ['a wrong escape in a tag', `\\MD5 (a\\tb) = ${MD5}`, /invalid backslash escape/],
  ['no name after the mark', `\\${MD5}`, /no name/],
  ['a tag without its digest', 'SHA256 (hello.txt) = ', /no digest/],
  ['a tag with a short digest', `SHA256 (hello.txt) = ${MD5}`, /not a digest of SHA256/],
  ['a tag with a blank in the digest', `MD5 (f) = ${MD5.slice(0, 9)} ${MD5.slice(10)}`, /no digest/],
  ['a tag without a )', `SHA256 (hello.txt = ${SHA256}`, /no digest/],
  ['a tag without a name', `SHA256 () = ${SHA256}`, /no name/],
  ['an unknown tag', `TIGER (f) = ${MD5}`, /unknown algorithm TIGER/],
  ['a keyed digest', `HMAC-SHA256(f)= ${SHA256}`, /HMAC-SHA256/],
  ['base64 of the wrong length', 'SHA256 (f) = sZRqySSS0jR8YjW00mERhA==', /not a digest/],
  ['XXH3_ with a digest of another length', `XXH3_${MD5}  f`, /32 hex digits/],
  ['a CRC that is none', '4294967296 6 f', /CRC/],
  ['a CRC without a name', '3015617425 6', /10 hex digits/],
  ['sum -r', '36979     1 hello.txt', /5 hex digits/],
  ['three megabytes', `${SHA256}  ${'a'.repeat(3e6)}`, /64 KiB/],
  ['a comment of three megabytes', `#${'a'.repeat(3e6)}`, /64 KiB/],
];

describe('parseChecksumLine', () => {
  it.each(ENTRIES)('reads %s', (_what, line, wanted) => {
    expect(parseChecksumLine(line)).toMatchObject({ kind: 'entry', ...wanted });
  });

  it.each(MALFORMED)('refuses %s', (_what, line, reason) => {
    expect(parseChecksumLine(line)).toEqual({ kind: 'malformed', reason: expect.stringMatching(reason) });
  });

  it.each(['', ' ', '\t', '\r', '  \r'])('takes %j for a blank line', (line) => {
    expect(parseChecksumLine(line)).toEqual({ kind: 'blank' });
  });

  it.each([
    '#',
    '# hello.txt: 6 bytes',
    '#f\t6\t1.0\t0644',
    `#${SHA256}  left out`,
    '; by a tool',
    '#1234567 fixed',
  ])('takes %j for a comment', (line) => {
    expect(parseChecksumLine(line)).toEqual({ kind: 'comment' });
  });

  it.each([SHA256, `${SHA256} `, `${SHA256}  `, `${SHA256}\r`, ` ${SHA256.toUpperCase()}`])(
    'takes %j for a bare digest',
    (line) => {
      expect(parseChecksumLine(line)).toMatchObject({ kind: 'bare', hex: SHA256 });
    },
  );

  it.each([
    [8, 'crc32', 'xxh32', 'crc32c', 'adler32'],
    [16, 'xxh64', 'xxh3'],
    [32, 'md5', 'xxh128'],
    [40, 'sha1', 'ripemd160', 'blake2b-160'],
    [56, 'sha224', 'sha512-224', 'sha3-224'],
    [64, 'sha256', 'blake3', 'sha512-256', 'sha3-256', 'blake2b-256', 'blake2s', 'sm3'],
    [96, 'sha384', 'sha3-384'],
    [128, 'sha512', 'blake2b', 'sha3-512', 'whirlpool'],
  ])('offers for %i hex digits %s first', (length, ...algorithms) => {
    const line = parseChecksumLine(`${SHA384.repeat(2).slice(0, length)}  f`);
    expect(line).toMatchObject({ kind: 'entry', algorithms });
  });

  it('puts the algorithms first that the name of the list speaks of', () => {
    const read = (line: string, ...hints: string[]): unknown =>
      parseChecksumLine(line, { candidates: candidatesFor(hints) });
    expect(read(`${SHA256}  f`, 'blake3')).toMatchObject({ algorithms: expect.arrayContaining(['sha256']) });
    expect(read(`${SHA256}  f`, 'blake3')).toHaveProperty('algorithms.0', 'blake3');
    expect(read(`${MD5}  f`, 'xxh64', 'xxh128')).toHaveProperty('algorithms.0', 'xxh128');
    expect(read(`${SHA256}  f`, 'blake2b')).toHaveProperty('algorithms.0', 'blake2b-256');
    expect(read(`${SHA256.slice(0, 50)}  f`, 'blake2b')).toHaveProperty('algorithms', ['blake2b-200']);
    expect(read(`${SHA256}  f`, 'md5')).toHaveProperty('algorithms.0', 'sha256');
  });

  it('reads lines as the rest of the list settles', () => {
    const candidates = candidatesFor([]);
    const read = (line: string, form: 'gnu' | 'reversed'): unknown =>
      parseChecksumLine(line, { candidates, form });
    expect(read(`${SHA256}  f`, 'reversed')).toMatchObject({ name: ' f', form: 'reversed' });
    expect(read(`${SHA256} *f`, 'reversed')).toMatchObject({ name: '*f' });
    expect(read(`${SHA256} Uf`, 'reversed')).toMatchObject({ name: 'Uf' });
    expect(read('12345678 100 f', 'reversed')).toMatchObject({ name: '100 f', hex: '12345678' });
    expect(read(`${SHA256} f`, 'gnu')).toMatchObject({ kind: 'malformed' });
    expect(read(`${SHA256}\tf`, 'gnu')).toMatchObject({ name: 'f' });
  });

  it('unescapes nothing and keeps the CR where lines end in NUL', () => {
    const context = { candidates: candidatesFor([]), verbatim: true };
    expect(parseChecksumLine(`${MD5}  a\\nb\nc\r`, context)).toMatchObject({
      name: 'a\\nb\nc\r',
      escaped: false,
    });
    expect(parseChecksumLine('3015617425 6 a\nb', context)).toMatchObject({ name: 'a\nb' });
    expect(parseChecksumLine('#', context)).toMatchObject({ kind: 'malformed' });
  });

  it('takes a line of 64 KiB and not one byte more', () => {
    const name = 'a'.repeat(LONGEST_LINE - SHA256.length - 2);
    expect(parseChecksumLine(`${SHA256}  ${name}`)).toMatchObject({ kind: 'entry', name });
    expect(parseChecksumLine(`${SHA256}  ${name}a`)).toMatchObject({ kind: 'malformed' });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(bytes, (line) => void parseChecksumLine(line)));
    const parts = fc.constantFrom(
      SHA256,
      MD5,
      ' ',
      '\t',
      '\\',
      '*',
      '(',
      ')',
      '=',
      'SHA256',
      'XXH3_',
      '1',
      '\r',
      '#',
    );
    fc.assert(fc.property(fc.array(parts), (list) => void parseChecksumLine(list.join(''))));
  });

  it('reads back any name as coreutils writes it', () => {
    const hex = fc.constantFrom(MD5, SHA1, SHA256, SHA384, SHA512);
    fc.assert(
      fc.property(fileName, hex, fc.constantFrom(' ', '*'), (name, digest, mode) => {
        const plain = parseChecksumLine(`${mark(name)}${digest} ${mode}${escape(name)}`);
        expect(plain).toMatchObject({ kind: 'entry', name, hex: digest });
        const tagged = parseChecksumLine(`${mark(name)}SHA256 (${escape(name)}) = ${SHA256}`);
        expect(tagged).toMatchObject({ kind: 'entry', name, hex: SHA256, algorithms: ['sha256'] });
      }),
    );
  });

  it('turns the bytes of a digest round and back', () => {
    expect(reverseBytes('2a46a2ab9a81fc99')).toBe('99fc819aaba2462a');
    expect(reverseBytes(reverseBytes(SHA256))).toBe(SHA256);
  });
});

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString('latin1'));
const fileName = fc
  .oneof(bytes, fc.string({ unit: fc.constantFrom('\\', '\n', '\r', ' ', '\t', ')', '=', '*', 'n', 'a') }))
  .map((name) => name.replaceAll('\0', ''))
  .filter((name) => name !== '');

function mark(name: string): string {
  return /[\\\n\r]/.test(name) ? '\\' : '';
}

function escape(name: string): string {
  return name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}
