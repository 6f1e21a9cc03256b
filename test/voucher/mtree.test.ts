import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ManifestEntry } from '../../src/model/manifest.ts';
import type { VoucherContents } from '../../src/voucher/kit/voucher.ts';
import { mtree } from '../../src/voucher/mtree/mtree.ts';
import { unvis } from '../../src/voucher/mtree/vis.ts';
import { makeFolder } from '../help/folder.ts';
import { inWords } from '../help/in-words.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const EMPTY = 'd41d8cd98f00b204e9800998ecf8427e';

async function spec(text: string, path = 'x.mtree'): Promise<VoucherContents> {
  const folder = makeFolder();
  folder.write('a');
  folder.write('d/b', 'bb');
  folder.write(path, text);
  return opened(mtree, folder.path, path);
}

/** An entry without the place that it was read from. */
function bare({ source, line, ...entry }: ManifestEntry): Partial<ManifestEntry> {
  return source === 'x.mtree' || line !== undefined ? entry : { source, line, ...entry };
}

describe('mtree', () => {
  it.each([
    ['netbsd', 't.mtree', 'closed', 't'],
    ['libarchive', 't.mtree', 'closed', 't'],
    ['pacman', 't/.MTREE', 'open', 't'],
  ])('holds what the specification of %s promises', async (name, path, inventory, base) => {
    const root = fixtureOf('mtree', name);
    const vouching = await opened(mtree, root, path);
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching).toMatchObject({ inventory, base, notes: [] });
    expect(await held(root, vouching)).toEqual({ held: 4, not: [] });
    expect(vouching.entries.map(bare)).toContainEqual({
      path: 't/link',
      kind: 'link',
      digests: [],
      target: 's/x',
    });
    expect(vouching.entries.find(({ path: each }) => each === 't/s/x')?.mtime).toMatch(/^17\d{8}\.\d{9}$/);
  });

  it('reads /set and /unset, types, times and modes', async () => {
    const { entries: promises, findings } = await spec(
      `#mtree\n/set type=file mode=0644\n. type=dir\n a md5=${EMPTY} time=5.7\n/unset mode\n b sha1=${EMPTY}00000000 size=9007199254740991\n p type=fifo\nd type=dir\n  c type=block\n..\n`,
    );
    expect(findings).toEqual([]);
    expect(promises.map(({ line }) => line)).toEqual([4, 6, 7, 8, 9]);
    expect(promises.map(bare)).toEqual([
      {
        path: 'a',
        kind: 'file',
        digests: [{ algorithm: 'md5', hex: EMPTY }],
        size: undefined,
        mode: 0o644,
        mtime: '5.000000007',
      },
      {
        path: 'b',
        kind: 'file',
        digests: [{ algorithm: 'sha1', hex: `${EMPTY}00000000` }],
        size: 2 ** 53 - 1,
        mtime: undefined,
      },
      { path: 'p', kind: 'fifo', digests: [] },
      { path: 'd', kind: 'directory', digests: [] },
      { path: 'd/c', kind: 'device', digests: [] },
    ]);
  });

  it.each([
    [
      'unsafe',
      `#mtree\n./../x type=file md5=${EMPTY}\n`,
      "manifest-unsafe-path x.mtree: line 2: '..' in the path",
    ],
    [
      'absolute',
      `#mtree\n/etc/x type=file md5=${EMPTY}\n`,
      'manifest-unsafe-path x.mtree: line 2: absolute path',
    ],
    [
      'hidden in vis',
      `#mtree\n./\\056\\056/x type=file md5=${EMPTY}\n`,
      "manifest-unsafe-path x.mtree: line 2: '..' in the path",
    ],
    [
      'NUL',
      `#mtree\n./x\\000 type=file md5=${EMPTY}\n`,
      'manifest-unsafe-path x.mtree: line 2: NUL in the path',
    ],
    ['a digest', '#mtree\na type=file md5=123\n', 'manifest-damaged x.mtree: line 2: not a digest of md5'],
    [
      'a checksum',
      '#mtree\na type=file cksum=99999999999\n',
      'manifest-damaged x.mtree: line 2: not a digest of cksum',
    ],
    ['a size', '#mtree\na type=file size=9007199254740993\n', 'manifest-damaged x.mtree: line 2: not a size'],
    ['a type', '#mtree\na type=fill\n', 'manifest-damaged x.mtree: line 2: no type of file is called so'],
    [
      'too many ..',
      '#mtree\n. type=dir\n..\n..\n',
      "manifest-damaged x.mtree: line 4: '..' without a directory",
    ],
    ['cut', '#mtree\n. type=dir\na type=file size=0', 'manifest-truncated x.mtree: its last line has no end'],
    [
      'two promises',
      `#mtree\n./a size=0 type=file\n./a md5=${EMPTY} size=1\n`,
      'manifest-duplicate a: line 3: promised before, in another way',
    ],
    ['nothing', '#mtree\n', 'manifest-damaged x.mtree: it has no entries'],
  ])('says what is wrong: %s', async (_, text, problem) => {
    const vouching = await spec(text);
    expect(problemsOf(vouching)).toContain(problem);
    expect(vouching.inventory).toBe('open');
  });

  it('leaves out what is optional, and is open where it ignores', async () => {
    const optional = await spec(`#mtree\n. type=dir\n a md5=${EMPTY}\n z md5=${EMPTY} optional\n`);
    expect(optional.entries.map(({ path }) => path)).toEqual(['a']);
    expect(optional.inventory).toBe('closed');
    const ignoring = await spec(`#mtree\n. type=dir\n a md5=${EMPTY}\nd type=dir ignore\n..\n..\n`);
    expect(ignoring.inventory).toBe('open');
  });

  it('compares kinds and sizes where there is no digest', async () => {
    const vouching = await spec('#mtree\n. type=dir\n a size=0\nd type=dir\n b size=3\n..\n x size=1\n');
    expect(vouching).toMatchObject({ inventory: 'open' });
    expect(vouching.findings.map(inWords)).toMatchObject([
      { code: 'truncated', path: 'd/b', wanted: '3 bytes', found: '2 bytes' },
      { code: 'missing', path: 'x' },
    ]);
  });

  it('is not every file of that name', async () => {
    const folder = makeFolder();
    folder.write('mtree', '\x7fELF not a specification');
    folder.write('notes.mtree', 'some words\nof a person\n');
    folder.write('x.mtree.gz', gzipSync('some words'));
    execFileSync('mkfifo', [`${folder.path}/pipe.mtree`]);
    for (const path of ['mtree', 'notes.mtree', 'x.mtree.gz', 'pipe.mtree', 'absent'])
      expect(await listOf(mtree).open({ root: folder.path, path })).toBeUndefined();
    folder.write('.MTREE', gzipSync('#mtree\n./a type=file size=0\n'.repeat(500)).subarray(0, 40));
    expect(problemsOf(await opened(mtree, folder.path, '.MTREE'))).toEqual([
      'manifest-damaged .MTREE: it cannot be unpacked (Z_BUF_ERROR)',
    ]);
    expect(listOf(mtree).find(new Set(['.MTREE', 'a.mtree', 'mtree.gz', 'streetree', 'x.mtree/']))).toEqual([
      '.MTREE',
      'a.mtree',
      'mtree.gz',
    ]);
  });

  it('decodes every style of vis', () => {
    expect(unvis('a\\040b\\sc\\t\\M-i\\M^?\\^A\\^?\\\\n\\#\\E')).toBe('a b c\t\xe9\xff\x01\x7f\\n#\x1b');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        const octal = [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
        expect(unvis(octal)).toBe(Buffer.from(bytes).toString('latin1'));
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(unvis(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    await expectUnshaken(mtree, fixtureOf('mtree', 'netbsd'), ['t.mtree']);
    await expectUnshaken(mtree, fixtureOf('mtree', 'libarchive'), ['t.mtree']);
    await expectUnshaken(mtree, fixtureOf('mtree', 'pacman'), ['t/.MTREE']);
  });
});
