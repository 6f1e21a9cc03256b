import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChecksumList } from '../../../src/manifest/checksum/list.ts';
import { createResolver, type ListPlace, type Resolution } from '../../../src/manifest/checksum/resolve.ts';
import { fromText, unsafeBecause } from '../../../src/model/path.ts';

const HEX = 'b1946ac92492d2347c6235b4d2611184';

type Answer = { readonly found: Resolution[]; readonly notes: string[]; readonly asked: number };

/** Resolves lines, each a name or a whole line, in a tree of some files. */
function resolve(
  lines: readonly string[],
  files: readonly string[],
  place: Partial<ListPlace> & { list: string },
): Answer {
  const there = new Set(files);
  let asked = 0;
  const exists = (path: string): boolean => {
    asked += 1;
    return there.has(path);
  };
  const text = lines.map((line) => (line.includes(HEX) ? `${line}\n` : `${HEX}  ${line}\n`)).join('');
  const { entries } = parseChecksumList(Buffer.from(text, 'latin1'));
  const resolver = createResolver(entries, { exists, ...place });
  const found = [...entries].map((entry) => resolver.resolve(entry));
  return { found, notes: resolver.notes(), asked };
}

const NFC = fromText('\u00fc.txt');
const NFD = fromText('u\u0308.txt');

describe('newResolver', () => {
  it.each<[string, string, readonly string[], string, Resolution]>([
    ['takes the exact name', 'a', ['a'], 'SUMS', { path: 'a' }],
    ['looks beside the list', 'a', ['a', 'sub/a'], 'sub/SUMS', { path: 'sub/a' }],
    ['keeps the name where nothing is', 'a', ['sub/b'], 'sub/SUMS', { path: 'sub/a' }],
    ['does not take a file elsewhere for a lost one', 'a', ['a'], 'sub/SUMS', { path: 'sub/a' }],
    ['relocates', '/srv/backup/d/a', ['d/a'], 'SUMS', { path: 'd/a', how: 'relocated' }],
    ['relocates to the longest end', '/srv/d/a', ['a', 'd/a'], 'SUMS', { path: 'd/a', how: 'relocated' }],
    ['relocates out of its directory', '/srv/d/a', ['d/a'], 'sums/SUMS', { path: 'd/a', how: 'relocated' }],
    [
      'relocates into its directory',
      '/old/a',
      ['day/a', 'a'],
      'day/SUMS',
      { path: 'day/a', how: 'relocated' },
    ],
    [
      'does not let another day stand in',
      '/srv/day/a',
      ['a', 'day2/a'],
      'day/SUMS',
      { path: 'day/srv/day/a' },
    ],
    ['keeps a lost absolute path below the root', '/etc/passwd', [], 'SUMS', { path: 'etc/passwd' }],
    ['reads from the parent', 'sub/d/a', ['sub/d/a'], 'sub/SUMS', { path: 'sub/d/a', how: 'base' }],
    ['reads from far above', 'x/sub/a', ['x/sub/a'], 'x/sub/SUMS', { path: 'x/sub/a', how: 'base' }],
    ['turns backslashes', 'd\\a', ['d/a'], 'SUMS', { path: 'd/a', how: 'backslash' }],
    ['takes backslashes as they are first', 'd\\a', ['d\\a', 'd/a'], 'SUMS', { path: 'd\\a' }],
    ['leaves escaped backslashes', `\\${HEX}  d\\\\a`, ['d/a'], 'SUMS', { path: 'd\\a' }],
    ['drops the letter of a drive', 'D:a', ['a'], 'SUMS', { path: 'a', how: 'backslash' }],
    ['relocates from a drive', 'C:\\srv\\a', ['a'], 'SUMS', { path: 'a', how: 'relocated' }],
    ['relocates from a share', '\\\\nas\\srv\\d\\a', ['d/a'], 'SUMS', { path: 'd/a', how: 'relocated' }],
    ['turns .\\ too', '.\\d\\a', ['d/a'], 'SUMS', { path: 'd/a', how: 'backslash' }],
    ['composes', NFD, [NFC], 'SUMS', { path: NFC, how: 'normalised' }],
    ['decomposes', NFC, [NFD], 'SUMS', { path: NFD, how: 'normalised' }],
    ['takes the exact bytes first', NFC, [NFC, NFD], 'SUMS', { path: NFC }],
    ['relocates and decomposes', `/srv/${NFC}`, [NFD], 'SUMS', { path: NFD, how: 'relocated' }],
    ['trims three blanks', ' a', ['a'], 'SUMS', { path: 'a', how: 'trimmed' }],
    ['trims the end', 'a ', ['a'], 'SUMS', { path: 'a', how: 'trimmed' }],
    [
      'reads control pictures',
      fromText('a\u240ab\u2421'),
      ['a\nb\x7f'],
      'SUMS',
      { path: 'a\nb\x7f', how: 'normalised' },
    ],
    ['turns to the subject', 'b.tar', ['d/a.tar'], 'd/a.tar.sha256', { path: 'd/a.tar', how: 'sidecar' }],
    ['turns from stdin to the subject', '-', ['a.tar'], 'a.tar.sha256', { path: 'a.tar', how: 'sidecar' }],
  ])('%s', (_what, line, files, list, wanted) => {
    expect(resolve([line], files, { list }).found).toEqual([wanted]);
  });

  it('knows the absolute path of the root', () => {
    const { found, notes } = resolve(['/srv/backup/a', '/srv/backup/lost'], ['a', 'lost/b'], {
      list: 'SUMS',
      root: '/srv/backup/',
    });
    expect(found).toEqual([{ path: 'a' }, { path: 'lost' }]);
    expect(notes).toEqual([]);
    expect(resolve(['/srv/a'], ['srv/a', 'a'], { list: 'SUMS', root: '/' }).found).toEqual([
      { path: 'srv/a' },
    ]);
  });

  it('reads from above the root where its name says so', () => {
    const { found } = resolve(['sub/a', 'sub/lost'], ['a'], { list: 'SUMS', root: '/srv/sub' });
    expect(found).toEqual([
      { path: 'a', how: 'base' },
      { path: 'lost', how: 'base' },
    ]);
  });

  it('does not read from above where a name of the list is here', () => {
    const { found } = resolve(['sub/a', 'sub/b'], ['sub/sub/a', 'sub/b'], { list: 'sub/SUMS' });
    expect(found).toEqual([{ path: 'sub/sub/a' }, { path: 'sub/sub/b' }]);
    const other = resolve(['sub/b', 'c'], ['sub/b', 'sub/d'], { list: 'sub/SUMS' });
    expect(other.found).toEqual([{ path: 'sub/sub/b' }, { path: 'sub/c' }]);
  });

  it.each<[string, readonly string[], readonly string[], string, readonly string[]]>([
    ['one name of a file above', ['a'], ['a'], 'day/SUMS', ['day/a']],
    ['one deep name of a file above', ['d/a'], ['d/a'], 'day/SUMS', ['day/d/a']],
    ['one name below a directory that is gone', ['day/a'], ['a'], 'SUMS', ['day/a']],
    [
      'files of the same names in another day',
      ['a', 'b'],
      ['day1/a', 'day1/b'],
      'day2/SUMS',
      ['day2/a', 'day2/b'],
    ],
    [
      'files above that have a list of the same name',
      ['a', 'b'],
      ['a', 'b', 'SUMS'],
      'day/SUMS',
      ['day/a', 'day/b'],
    ],
    [
      'files in a directory that has a list of the same name',
      ['a', 'b'],
      ['day/a', 'day/b', 'day/SUMS'],
      'SUMS',
      ['a', 'b'],
    ],
    ['files in two directories', ['a', 'b'], ['x/a', 'x/b', 'y/a'], 'SUMS', ['a', 'b']],
    [
      'all but one that are gone',
      ['a', 'b', 'c'],
      ['a', 'b', 'c', 'day/a'],
      'day/SUMS',
      ['day/a', 'day/b', 'day/c'],
    ],
    [
      'deep names of which a directory is left',
      ['d/a', 'd/b'],
      ['d/a', 'd/b', 'day/d'],
      'day/SUMS',
      ['day/d/a', 'day/d/b'],
    ],
    ['half of the base names above', ['a', 'b'], ['a'], 'day/SUMS', ['day/a', 'day/b']],
  ])('does not replace %s', (_what, lines, files, list, wanted) => {
    const directories = (directory: string): string[] => {
      const below = files
        .filter((file) => directory === '' || file.startsWith(`${directory}/`))
        .map((file) => file.slice(directory === '' ? 0 : directory.length + 1).split('/'))
        .filter(({ length }) => length > 1)
        .map(([name = '']) => name);
      return [...new Set(below)];
    };
    const { found, notes } = resolve(lines, files, { list, directories });
    expect(found.map(({ path }) => path)).toEqual(wanted);
    expect(notes).toEqual([]);
  });

  it('reads two names from above, where both are and no list of the same name lies', () => {
    const { found } = resolve(['a', 'b'], ['a', 'b'], { list: 'day/SUMS' });
    expect(found).toEqual([
      { path: 'a', how: 'base' },
      { path: 'b', how: 'base' },
    ]);
  });

  it('takes names as they are elsewhere before others beside the list that are only spelled alike', () => {
    const findSpelling = (path: string): string | undefined => (path === 'day/A' ? 'day/a' : undefined);
    const place = { list: 'day/SUMS', findSpelling };
    expect(resolve(['A', 'B'], ['A', 'B', 'day/a'], place).found).toEqual([
      { path: 'A', how: 'base' },
      { path: 'B', how: 'base' },
    ]);
    expect(resolve(['A', 'B'], ['day/a'], place).found).toEqual([
      { path: 'day/a', how: 'respelled' },
      { path: 'day/B' },
    ]);
  });

  it('leaves out what the names begin with only where that is a directory of all', () => {
    const { found } = resolve(['ab/x', 'ab/y'], ['x', 'y'], { list: 'SUMS' });
    expect(found.map(({ path }) => path)).toEqual(['x', 'y']);
    const other = resolve(['ab/x', 'abc/y'], ['x', 'y'], { list: 'SUMS' });
    expect(other.found.map(({ path }) => path)).toEqual(['ab/x', 'abc/y']);
  });

  it('says of a name that leads out of the root why it is not followed', () => {
    const names = ['../a', 'd/../../b', '../../sub/c', '..\\e'];
    const { found } = resolve(names, ['a', 'b', 'c', 'e'], { list: 'SUMS', root: '/srv/sub' });
    expect(found.map(({ danger }) => danger)).toEqual(names.map(() => "'..' in the path"));
  });

  it('asks of at most 64 names for each place where they could lie', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `d/${i}`);
    const files = names.map((name) => `x/${name}`);
    const { asked, found } = resolve(names, files, { list: 'x/checksums/SUMS', trust: true });
    expect(found.map(({ path }) => path)).toEqual(files);
    expect(asked).toBeLessThan(1000);
  });

  it('agrees on one relocation, so that a lost file has no stand-in, and says it once', () => {
    const lines = ['/srv/b/d/a', '/srv/b/d/lost', '/srv/b/d/c', '/srv/b/x'];
    const { found, notes } = resolve(lines, ['d/a', 'd/c', 'x', 'lost'], { list: 'SUMS' });
    expect(found.map(({ path }) => path)).toEqual(['d/a', 'd/lost', 'd/c', 'x']);
    expect(notes).toEqual(['paths relocated from /srv/b to .']);
  });

  it('never takes two absolute names for one file', () => {
    const { found } = resolve(['/srv/a/x', '/srv/b/x', '/srv/b/y'], ['x', 'y'], { list: 'SUMS' });
    expect(found.map(({ path }) => path)).toEqual(['x', 'srv/b/x', 'y']);
  });

  it('names each way once, with its count', () => {
    const { notes } = resolve(['d\\a', 'd\\b', ' c', 'e'], ['d/a', 'd/b', 'c', 'e'], { list: 'SUMS' });
    expect(notes).toEqual([
      'paths with backslashes read as slashes: 2',
      'paths found without leading or trailing blanks: 1',
    ]);
  });

  it('is not a sidecar where it names two files', () => {
    const { found } = resolve(['b', 'c'], ['a'], { list: 'a.sha256' });
    expect(found).toEqual([{ path: 'b' }, { path: 'c' }]);
  });

  it('asks for three names only where the rest is to be trusted', () => {
    const files = Array.from({ length: 1000 }, (_, i) => `d/${i}`);
    const trusting = resolve(files, files, { list: 'SUMS', trust: true });
    expect(trusting.asked).toBe(3);
    expect(trusting.found).toEqual(files.map((path) => ({ path })));
    expect(resolve(files, files, { list: 'SUMS' }).asked).toBeGreaterThanOrEqual(1000);
  });

  it('asks for each name of odd shape, and for all where one of the first three is not there', () => {
    const files = Array.from({ length: 100 }, (_, i) => `d/${i}`);
    const odd = resolve([...files, 'd\\1', ' d/2', NFC], files, { list: 'SUMS', trust: true });
    expect(odd.found.slice(100)).toEqual([
      { path: 'd/1', how: 'backslash' },
      { path: 'd/2', how: 'trimmed' },
      { path: NFC },
    ]);
    const { found } = resolve([...files, 'lost'], files.slice(1), { list: 'SUMS', trust: true });
    expect(found.at(-1)).toEqual({ path: 'lost' });
  });

  it('never leaves the root', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      'a',
      '/',
      '\\',
      ' ',
      'C:',
      '\xe2\x90\x8a',
      '\xe2\x90\x80',
      '\t',
      '',
    );
    const name = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    const list = fc.constantFrom('SUMS', 'a/SUMS', 'a/a.sha256');
    fc.assert(
      fc.property(
        fc.array(name),
        list,
        fc.boolean(),
        fc.option(fc.constant('/a/a'), { nil: undefined }),
        (...all) => {
          const [names, where, trust, root] = all;
          const lines = names.map((each) => `${HEX}  ${each}`);
          const { entries } = parseChecksumList(Buffer.from(lines.join('\n'), 'latin1'));
          const exists = (path: string): boolean => {
            expect(unsafeBecause(path)).toBeUndefined();
            return path.length % 3 === 0;
          };
          const resolver = createResolver(entries, {
            list: where,
            trust,
            exists,
            ...(root === undefined ? {} : { root }),
          });
          for (const entry of entries) expect(unsafeBecause(resolver.resolve(entry).path)).toBeUndefined();
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is not made slow by a path of many names', () => {
    const { asked } = resolve([`/${'a/'.repeat(30_000)}b`], [], { list: 'd/SUMS' });
    expect(asked).toBeLessThan(1000);
  });
});
