import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  escapeField,
  fastDigestOf,
  formatEntry,
  formatTrailer,
  MAGIC,
  parseFileFacts,
  parseHashLine,
  parseHeader,
  parseOther,
  parseTrailer,
  unescapeField,
} from '../../../src/manifest/native/grammar.ts';
import { isNative, isNativeName } from '../../../src/manifest/native/read.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { someBytes, somePath } from '../../help/arbitrary.ts';
import { somePromises, written } from './native.ts';

const HEX = '0123456789abcdef'.repeat(4);
const STAMP = { mtime: '1795409983.170223676', mode: 0o644 };

function file(path: string): ManifestEntry {
  const digests = [
    { algorithm: 'xxh64', hex: '00112233445566ff' },
    { algorithm: 'sha256', hex: HEX },
  ];
  return { path, kind: 'file', size: 2, ...STAMP, digests };
}

describe('a field', () => {
  it('comes back as it was, and has no end of line and no tab in it', () => {
    fc.assert(
      fc.property(someBytes, (text) => {
        expect(escapeField(text)).not.toMatch(/[\t\n\r]/);
        expect(unescapeField(escapeField(text))).toBe(text);
      }),
    );
    expect(unescapeField('a\\xb\\')).toBe('a\\xb\\');
  });
});

describe('the lines of a promise', () => {
  it('are those of formats.md', () => {
    expect(formatEntry(file('sub/rand.bin'), 'sha256')).toBe(
      `#f\t2\t1795409983.170223676\t0644\txxh64=00112233445566ff\n${HEX}  sub/rand.bin\n`,
    );
    expect(
      formatEntry({ ...file('new\nline.txt'), profile: 'p=1;c=T', accepted: ['empty-file'] }, 'sha256'),
    ).toBe(
      `#f\t2\t1795409983.170223676\t0644\txxh64=00112233445566ff\tp=1;c=T\taccepted=empty-file\n\\${HEX}  new\\nline.txt\n`,
    );
    expect(formatEntry(file('a'), 'xxh64')).toBe(
      `#f\t2\t1795409983.170223676\t0644\tsha256=${HEX}\n00112233445566ff  a\n`,
    );
    expect(formatEntry(file('-'), 'sha256')).toContain(`${HEX}  ./-\n`);
    expect(formatEntry(file('cr\r'), 'sha256')).toContain(`\n\\${HEX}  cr\\r\n`);
    expect(formatEntry(file('tab\t'), 'sha256')).toContain(`\n${HEX}  tab\t\n`);
    expect(formatEntry({ path: 'e', kind: 'directory', digests: [], ...STAMP }, 'sha256')).toBe(
      '#d\t1795409983.170223676\t0644\te\n',
    );
    expect(formatEntry({ path: 'li\tnk', kind: 'link', digests: [], target: 'a\\b' }, 'sha256')).toBe(
      '#l\t-\tli\\tnk\ta\\\\b\n',
    );
    expect(formatEntry({ path: 'run/sock', kind: 'fifo', digests: [] }, 'sha256')).toBe(
      '#x\tfifo\trun/sock\n',
    );
    expect(formatEntry({ path: 'key', kind: 'file', digests: [], unreadable: 'EACCES' }, 'sha256')).toBe(
      '#e\tEACCES\tkey\n',
    );
    expect(formatEntry({ path: 'dir', kind: 'directory', digests: [], unreadable: 'EACCES' }, 'sha256')).toBe(
      '#e\tEACCES\tdir/\n',
    );
  });

  it('of a file keep any name, in the lines of coreutils', () => {
    fc.assert(
      fc.property(somePath, (path) => {
        const [facts = '', hash = '', ...rest] = formatEntry(file(path), 'sha256').split('\n');
        expect(rest).toEqual(['']);
        expect(parseHashLine(hash, 64)).toEqual({ hex: HEX, path });
        expect(fastDigestOf(facts)).toBe('00112233445566ff');
        expect(parseFileFacts(facts)).toMatchObject({ size: 2, ...STAMP });
      }),
    );
  });

  it.each([
    [`${HEX} *binary`],
    [`${HEX} one`],
    [`${HEX}  `],
    [HEX.slice(1)],
    [`${HEX.slice(1)}  short`],
    [''],
    ['\\'],
  ])('%j is none', (line) => {
    expect(parseHashLine(line, 64)).toBeUndefined();
  });

  it.each([
    '#',
    '# comment',
    '#z\ta\tb\tc',
    '#c\t64\tabc',
    '#d\t1.0\t0644\t',
    '#x\tdoor\tname',
    '#l\t-\t',
    '#e\tEIO\t',
  ])('%j promises nothing', (line) => {
    expect(parseOther(line)).toBeUndefined();
  });

  it('of a file say nothing where they are malformed', () => {
    expect(parseFileFacts('#f')).toEqual({ size: undefined, mtime: undefined, mode: undefined });
    expect(parseFileFacts('#f\t-\t-\t-\tnew=1')).toEqual({
      size: undefined,
      mtime: undefined,
      mode: undefined,
    });
    expect(parseFileFacts('#f\t1x\t-\t-').size).toBeUndefined();
    expect(parseFileFacts('#f\t1\t-\t-\taccepted=empty-file,unknown').accepted).toEqual(['empty-file']);
  });
});

describe('the first line', () => {
  it.each([
    [`${MAGIC}\t1`, 1],
    [`${MAGIC}\t12\talgo=sha256`, 12],
    [`${MAGIC}\tx`, undefined],
    [MAGIC, undefined],
    ['#%other-manifest\t1', undefined],
    ['', undefined],
  ])('%j has the version %s', (line, version) => {
    expect(parseHeader(line)?.version).toBe(version);
  });

  it('keeps fields that repeat and passes over what is none', () => {
    const fields = parseHeader(`${MAGIC}\t1\texclude=a\\tb\tnonsense\texclude=c=d`)?.fields;
    expect(fields?.get('exclude')).toEqual(['a\tb', 'c=d']);
    expect(fields?.size).toBe(1);
  });
});

describe('the last line', () => {
  const trailer = { files: 14, dirs: 1, links: 2, special: 3, errors: 4, bytes: 2 ** 45, sha256: HEX };

  it('comes back as it was', () => {
    expect(parseTrailer(formatTrailer(trailer).slice(0, -1))).toEqual(trailer);
  });

  it.each([
    ['no digest', /\tsha256=.*/, ''],
    ['a short digest', /.$/, ''],
    ['another word', '#%end', '#%End'],
    ['no files', 'files=14\t', ''],
    ['files that are no number', 'files=14', 'files=1x'],
    ['files that are blank', 'files=14', 'files= '],
    ['a key that is cut', 'links=2', 'inks=2'],
  ])('is none with %s', (_, from, to) => {
    expect(parseTrailer(formatTrailer(trailer).slice(0, -1).replace(from, to))).toBeUndefined();
  });

  it('may have keys that are not known yet', () => {
    const line = formatTrailer(trailer).slice(0, -1).replace('\tsha256', '\tnew=7\tsha256');
    expect(parseTrailer(line)).toEqual(trailer);
  });

  it('has the sha256 of all bytes before it, and counts every kind', () => {
    fc.assert(
      fc.property(somePromises, (promises) => {
        const text = written(promises);
        const cut = text.lastIndexOf('\n', text.length - 2) + 1;
        const found = parseTrailer(text.slice(cut, -1));
        const count = (is: (promised: ManifestEntry) => boolean): number => promises.filter(is).length;
        const isRead = ({ unreadable }: ManifestEntry): boolean => unreadable === undefined;
        expect(found).toMatchObject({
          sha256: createHash('sha256').update(text.slice(0, cut), 'latin1').digest('hex'),
          files: count((each) => isRead(each) && each.kind === 'file'),
          dirs: count((each) => isRead(each) && each.kind === 'directory'),
          links: count((each) => isRead(each) && each.kind === 'link'),
          special: count((each) => isRead(each) && ['fifo', 'socket', 'device'].includes(each.kind)),
          errors: count((each) => !isRead(each)),
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('the name of a native manifest', () => {
  it.each([
    'restorable.sha256',
    'sub/restorable.sha256',
    'restorable.xxh64',
    'restorable.sha512.gz',
    'restorable.blake2b-256',
  ])('%s is one', (name) => {
    expect(isNativeName(name)).toBe(true);
  });

  it.each([
    'restorable',
    'restorable.gz',
    'restorable.txt',
    'my-restorable.sha256',
    'restorable.sha256.sig',
    'restorable.sha256.tmp',
  ])('%s is none', (name) => {
    expect(isNativeName(name)).toBe(false);
  });

  it('does not matter where the first bytes say it', () => {
    expect(isNative('x', Buffer.from(`${MAGIC}\t1`))).toBe(true);
    expect(isNative('x', Buffer.from(MAGIC.slice(0, -1)))).toBe(false);
    expect(isNative('restorable.sha256', new Uint8Array())).toBe(true);
  });
});
