/** Directories of files that are named by digests: by MD5 to SHA-512, flat and spread, inflated, and as BackupPC makes them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { seededBytes } from './help/bytes.ts';
import { isFinding, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();
const COUNT = 24;

const texts = Array.from({ length: COUNT }, (_, i) =>
  Buffer.from(Array.from({ length: 40 + i }, (_line, k) => `line ${i} ${k} ${k * i}`).join('\n')),
);
const hexOf = (algorithm: string, bytes: Buffer | string): string =>
  createHash(algorithm).update(bytes).digest('hex');
const randomHex = (i: number, digits: number): string => seededBytes(i + 1, digits / 2).toString('hex');

type Named = readonly [name: string, content: Buffer];

function treeOf(files: readonly Named[]): string {
  const root = mkdtempSync(join(scratch, 'pool-'));
  for (const [name, content] of files) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

/** The exit code, and the errors and warnings as `code path`. */
async function run(command: 'scan' | 'verify', root: string): Promise<readonly (string | number | null)[]> {
  const { code, events } = await told([command, root]);
  const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return [code, ...found.map((each) => `${each.code} ${each.path}`)];
}

const SPREAD: Readonly<Record<string, (hex: string) => string>> = {
  flat: (hex) => hex,
  'ab/cdef': (hex) => `${hex.slice(0, 2)}/${hex.slice(2)}`,
  'ab/cd/abcdef': (hex) => `${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex}`,
  'a/b/abcdef.txt': (hex) => `${hex.slice(0, 1)}/${hex.slice(1, 2)}/${hex}.txt`,
};
const POOLS = Object.entries(SPREAD).map(([form, place], i) => {
  const algorithm = ['md5', 'sha1', 'sha256', 'sha512'][i] ?? 'md5';
  return {
    pool: `${algorithm} ${form}`,
    files: texts.map((text): Named => [place(hexOf(algorithm, text)), text]),
  };
});
const PACKED = {
  pool: 'sha1 of what it inflates to',
  files: texts.map((text): Named => [SPREAD['ab/cdef']?.(hexOf('sha1', text)) ?? '', deflateSync(text)]),
};
/** The digest of BackupPC 3, as its library computes it: MD5 of the size and of at most two pieces of 128 KiB. */
function oldDigest(text: Buffer): string {
  const part =
    text.length <= 262_144
      ? text
      : Buffer.concat([
          text.subarray(0, 131_072),
          text.subarray(Math.min(text.length, 1 << 20) - 131_072, Math.min(text.length, 1 << 20)),
        ]);
  return hexOf('md5', Buffer.concat([Buffer.from(String(text.length)), part]));
}
const BIG = [300_000, 3_000_000].map((size) =>
  Buffer.from(Array.from({ length: size / 10 }, (_, i) => `${i * 7}`.padEnd(9)).join('\n')),
);
const OLD = {
  pool: 'BackupPC 3',
  files: [...texts, ...BIG].map((text, i): Named => {
    const hex = oldDigest(text);
    const packed = deflateSync(text);
    // A file that was read by rsync has another first byte, and checksums behind it.
    const content =
      i % 2 === 0 ? packed : Buffer.concat([Buffer.of(0xd7), packed.subarray(1), Buffer.from([0xb3, 1, 2])]);
    return [`${hex[0]}/${hex[1]}/${hex[2]}/${hex}${i === 3 ? '_0' : ''}`, content];
  }),
};

/** A file that lies under the name of another. */
const OTHER = Buffer.from('another content\n'.repeat(9));
const DAMAGE: readonly ((content: Buffer) => Buffer)[] = [
  (content) => Buffer.concat([content.subarray(0, 60), Buffer.from('!'), content.subarray(61)]),
  (content) => content.subarray(0, -9),
  () => Buffer.alloc(0),
  () => OTHER,
];

describe.each([...POOLS, PACKED, OLD])('a pool of files: $pool', ({ files }) => {
  it('is sound and vouched for while it holds', async () => {
    const root = treeOf(files);
    expect(await run('scan', root)).toEqual([0]);
    expect(await run('verify', root)).toEqual([0]);
  });
  it('is damaged where files were changed, cut, emptied and replaced', async () => {
    const root = treeOf(files.map(([name, content], i) => [name, DAMAGE[i]?.(content) ?? content]));
    for (const command of ['scan', 'verify'] as const) {
      const [code, ...found] = await run(command, root);
      expect(code).toBe(1);
      const paths = found.map((each) => `${each}`.replace(/^\S+ /, '')).filter((path) => path !== '');
      expect(paths.toSorted()).toEqual(
        files
          .slice(0, DAMAGE.length)
          .map(([name]) => name)
          .toSorted(),
      );
    }
  });
});

describe('names that are no digests', () => {
  it.each<[string, readonly Named[]]>([
    ['random names of 32 digits', texts.map((text, i) => [randomHex(i, 32), text])],
    ['random names of 64 digits, spread', texts.map((text, i) => [`ab/${randomHex(i, 62)}`, text])],
    [
      'sessions, some of them empty',
      texts.map((text, i) => [randomHex(i, 32), i % 6 === 0 ? Buffer.alloc(0) : text]),
    ],
    [
      'digests of a header and the content',
      texts.map((text) => [hexOf('sha1', `blob ${text.length}\0${text.toString()}`), text]),
    ],
    [
      'digests among random names',
      texts.flatMap((text, i): Named[] => [
        [hexOf('md5', text), text],
        ...(i % 2 === 0 ? [] : [[randomHex(i, 32), Buffer.concat([Buffer.from('changed '), text])] as const]),
      ]),
    ],
    [
      'digests too few to tell',
      texts.slice(0, 6).map((text, i) => [i < 3 ? hexOf('md5', text) : randomHex(i, 32), text]),
    ],
  ])('%s are left alone, and vouch for nothing', async (_, files) => {
    const root = treeOf(files);
    expect(await run('scan', root)).toEqual([0]);
    expect((await run('verify', root))[0]).toBe(4);
  });

  it('beside a pool are unvouched', async () => {
    const root = treeOf([
      ...texts.map((text): Named => [hexOf('sha256', text), text]),
      ['notes.txt', Buffer.from('a line\n')],
      ['other/more.txt', Buffer.from('another line\n')],
    ]);
    expect(await run('scan', root)).toEqual([0]);
    expect(await run('verify', root)).toEqual([1, 'unvouched notes.txt', 'unvouched other/more.txt']);
  });
});

describe('a name that no digest of the pool is written like', () => {
  const pool = (place: (hex: string) => string): readonly Named[] =>
    texts.map((text): Named => [place(hexOf('sha1', text)), text]);
  const foreign = randomHex(7, 40);
  it.each<[string, (hex: string) => string, string]>([
    ['capital letters', (hex) => hex, foreign.toUpperCase()],
    ['no directory', (hex) => `${hex.slice(0, 2)}/${hex.slice(2)}`, foreign],
    [
      'the whole name in a directory of its digits',
      (hex) => `${hex.slice(0, 2)}/${hex.slice(2)}`,
      `${foreign.slice(0, 2)}/${foreign}`,
    ],
    [
      'a directory of other digits',
      (hex) => `${hex.slice(0, 2)}/${hex}`,
      `${foreign.slice(0, 2) === 'ab' ? 'cd' : 'ab'}/${foreign}`,
    ],
    ['another extension', (hex) => `${hex}.bin`, `${foreign}.txt`],
    ['a directory', (hex) => hex, `12/${foreign}`],
  ])('%s: it is left alone, and unvouched', async (_, place, name) => {
    const root = treeOf([...pool(place), [name, OTHER]]);
    expect(await run('scan', root)).toEqual([0]);
    expect(await run('verify', root)).toEqual([1, `unvouched ${name}`]);
  });

  it('is damage where it is written like them', async () => {
    const root = treeOf([...pool((hex) => hex), [foreign, OTHER]]);
    expect((await run('scan', root))[0]).toBe(1);
  });
});

const MAKE_POOL = `
  use BackupPC::XS;
  my $top = shift; mkdir "$top/$_" for ('', 'pool', 'cpool', 'pc');
  BackupPC::XS::Lib::ConfInit($top, 32000, 0, 0);
  for my $level (0, 3) { for my $i (1 .. 30) {
    my $file = BackupPC::XS::PoolWrite::new($level);
    my $text = join("\\n", map { "line $i $_ " . $_ * $i } 1 .. 50 * $i);
    $file->write(\\$text); $file->close();
  } }
  my $big = BackupPC::XS::PoolWrite::new(3); my $line = "all the same line\\n" x 65536;
  $big->write(\\$line) for 1 .. 20; $big->close();
`;
const hasBackupPc = spawnSync('perl', ['-MBackupPC::XS', '-e', '1']).status === 0;

describe.skipIf(!hasBackupPc && process.env['CI'] === undefined)('pools of BackupPC 4', () => {
  function makePools(): string {
    const top = join(mkdtempSync(join(scratch, 'backuppc-')), 'top');
    execFileSync('perl', ['-e', MAKE_POOL, top]);
    return top;
  }
  const filesOf = (top: string): string[] =>
    readdirSync(top, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name))
      .toSorted();

  it('hold, plain and compressed', async () => {
    const top = makePools();
    expect(await run('scan', top)).toEqual([0]);
    expect(await run('verify', top)).toEqual([0]);
  });

  it('are damaged where files were emptied or replaced', async () => {
    const top = makePools();
    const files = filesOf(join(top, 'cpool'));
    for (const file of files.slice(0, 3)) writeFileSync(file, '');
    writeFileSync(files[4] ?? '', readFileSync(files[5] ?? ''));
    for (const command of ['scan', 'verify'] as const) {
      const [code, ...found] = await run(command, top);
      expect(code).toBe(1);
      for (const file of [...files.slice(0, 3), files[4] ?? ''])
        expect(found).toContainEqual(expect.stringContaining(file.slice(top.length + 1)));
    }
  });
});
