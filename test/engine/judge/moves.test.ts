import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PendingFinding } from '../../../src/engine/judge/judge-batch.ts';
import { reconcileMoves } from '../../../src/engine/judge/moves.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { inChunks } from '../../help/arbitrary.ts';
import { makeFolder } from '../../help/folder.ts';
import { inWords, type Worded } from '../../help/in-words.ts';
import { digestOf, entry, facts, judged, promise, promiseOf } from '../cases.ts';
import { TEXT as PLAIN } from '../sightings.ts';

const folder = makeFolder();

const gone = (path: string, content: string, more: Partial<ManifestEntry> = {}): PendingFinding[] =>
  judged({ expected: promise(path, content, more) });
const fresh = (path: string, content: string): PendingFinding[] =>
  judged({ entry: entry(path), facts: facts(content) });
const beside = (path: string, content: string): PendingFinding[] =>
  judged({ entry: entry(path), facts: facts(content) }, 'open');
const rotten = (path: string, wanted: string, content: string): PendingFinding[] =>
  judged({ entry: entry(path), expected: promise(path, wanted), facts: facts(content) });

/** What comes out in the end, all given in one go and in path order. */
async function settled(
  all: readonly PendingFinding[],
  promises: readonly ManifestEntry[] = [],
  root: string = folder.path,
): Promise<Worded[]> {
  const settle = reconcileMoves(root);
  const ordered = all.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return [...settle.add(ordered), ...(await settle.end(() => inChunks(promises, [2])))].map(inWords);
}

function lines(findings: readonly Worded[]): string[] {
  return findings.map(({ code, path, found }) =>
    code === 'moved' ? `${code} ${path} -> ${found}` : `${code} ${path}`,
  );
}

describe('a missing file that lies there packed', () => {
  const packed = (path: string): PendingFinding[] =>
    judged({ entry: entry(path), facts: facts('packed', { summary: { ...PLAIN, contentClass: 'proven' } }) });

  it('stays missing, and is counted', async () => {
    const settle = reconcileMoves(folder.path);
    settle.add([
      ...gone('a.sql', 'one'),
      ...packed('a.sql.gz'),
      ...gone('b.sql', 'two'),
      ...fresh('b.sql.gz', 'three'),
    ]);
    expect(settle.packed()).toBe(0);
    const findings = (await settle.end(() => inChunks([], [1]))).map(inWords);
    expect(lines(findings)).toEqual([
      'missing a.sql',
      'unexpected a.sql.gz',
      'missing b.sql',
      'unexpected b.sql.gz',
    ]);
    expect(findings[0]?.detail).toBe('packed, as it seems: there is .gz beside it');
    expect(findings[2]?.detail).toBeUndefined();
    expect(settle.packed()).toBe(1);
  });

  it('is a move first, where its very content lies elsewhere, and no loss twice', async () => {
    const settle = reconcileMoves(folder.path);
    settle.add([...gone('a.sql', 'one'), ...packed('a.sql.gz'), ...fresh('b.sql', 'one')]);
    expect(lines((await settle.end(() => inChunks([], [1]))).map(inWords))).toEqual([
      'moved a.sql -> b.sql',
      'unexpected a.sql.gz',
    ]);
    expect(settle.packed()).toBe(0);
  });

  it('is no loss, unless something else lies in its place', async () => {
    folder.directory('packed/a.sql');
    const settle = reconcileMoves(`${folder.path}/packed`);
    settle.add([...gone('a.sql', 'one'), ...packed('a.sql.gz')]);
    expect(lines((await settle.end(() => inChunks([], [1]))).map(inWords))).toEqual([
      'retyped a.sql',
      'unexpected a.sql.gz',
    ]);
    expect(settle.packed()).toBe(0);
  });
});

describe('a move', () => {
  it('is a missing and a new file of the same content', async () => {
    const findings = await settled([...gone('a', 'one'), ...fresh('b', 'one'), ...fresh('c', 'other')]);
    expect(lines(findings)).toEqual(['moved a -> b', 'unexpected c']);
    expect(findings[0]).toEqual({
      code: 'moved',
      severity: 'warning',
      path: 'a',
      found: 'b',
      detail: 'now at b',
    });
  });

  it('is seen where the new place comes before the old one, and beside open lists', async () => {
    expect(lines(await settled([...gone('z', 'one'), ...fresh('b', 'one')]))).toEqual(['moved z -> b']);
    expect(lines(await settled([...gone('a', 'one'), ...beside('b', 'one')]))).toEqual(['moved a -> b']);
  });

  it('pairs one to one, in path order', async () => {
    expect(lines(await settled([...gone('a', 'one'), ...gone('b', 'one'), ...fresh('c', 'one')]))).toEqual([
      'moved a -> c',
      'missing b',
    ]);
    expect(lines(await settled([...gone('a', 'one'), ...fresh('b', 'one'), ...fresh('c', 'one')]))).toEqual([
      'moved a -> b',
      'unexpected c',
    ]);
    expect(
      lines(
        await settled([...gone('a', 'one'), ...fresh('b', 'one'), ...gone('c', 'one'), ...fresh('d', 'one')]),
      ),
    ).toEqual(['moved a -> b', 'moved c -> d']);
  });

  it('pairs as many as there are, whatever the paths', async () => {
    const someContent = fc.constantFrom('one', 'two', 'three');
    const someSide = fc.constantFrom('gone' as const, 'fresh' as const);
    const somePaths = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-f]{1,3}$/), someContent, someSide), {
      selector: ([path]) => path,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(somePaths, async (paths) => {
        const all = paths.flatMap(([path, content, side]) =>
          side === 'gone' ? gone(path, content) : fresh(path, content),
        );
        const findings = await settled(all);
        const count = (side: string, content: string): number =>
          paths.filter(([, holds, where]) => holds === content && where === side).length;
        const moves = ['one', 'two', 'three'].reduce(
          (sum, content) => sum + Math.min(count('gone', content), count('fresh', content)),
          0,
        );
        const counted = (code: string): number => findings.filter((finding) => finding.code === code).length;
        expect(counted('moved')).toBe(moves);
        expect(counted('missing')).toBe(paths.filter(([, , side]) => side === 'gone').length - moves);
        expect(counted('unexpected')).toBe(paths.filter(([, , side]) => side === 'fresh').length - moves);
        for (const { path, found } of findings.filter((finding) => finding.code === 'moved')) {
          const content = (at: string | undefined): string | undefined =>
            paths.find(([each]) => each === at)?.[1];
          expect(content(path)).toBe(content(found));
        }
        expect(new Set(findings.map((each) => (each.code === 'moved' ? each.found : each.path))).size).toBe(
          findings.length,
        );
        expect(findings.map((finding) => finding.path)).toEqual(
          findings.map((finding) => finding.path).toSorted(),
        );
      }),
    );
  });

  it('needs the same size where one was promised', async () => {
    const other = { ...facts('one'), size: 99 };
    const place = judged({ entry: entry('b'), facts: other });
    expect(lines(await settled([...gone('a', 'one'), ...place]))).toEqual(['missing a', 'unexpected b']);
    expect(lines(await settled([...gone('a', 'one', { size: undefined }), ...place]))).toEqual([
      'moved a -> b',
    ]);
  });

  it('needs one of several digests', async () => {
    const digests = [digestOf('x', 'md5'), digestOf('one', 'sha1')];
    const place = judged({ entry: entry('b'), facts: facts('one', { digests: [digestOf('one', 'sha1')] }) });
    expect(lines(await settled([...gone('a', 'one', { digests }), ...place]))).toEqual(['moved a -> b']);
    const otherKind = judged({
      entry: entry('b'),
      facts: facts('one', { digests: [digestOf('one', 'md5')] }),
    });
    expect(lines(await settled([...gone('a', 'one', { digests }), ...otherKind]))).toEqual([
      'missing a',
      'unexpected b',
    ]);
  });

  it('is no move of what has no digest, and none of a link', async () => {
    const link = judged({ expected: promiseOf('a', 'link', { target: 'x' }) });
    const other = judged({ entry: entry('b', 'link', { target: 'x' }) });
    expect(lines(await settled([...link, ...other]))).toEqual(['missing a', 'unexpected b']);
    const unread = judged({
      entry: entry('c'),
      facts: facts('', { trouble: { code: 'EIO', doing: 'read the file' } }),
    });
    expect(lines(await settled([...gone('a', 'one'), ...unread]))).toEqual(['missing a', 'unreadable c']);
  });

  it('keeps what is said of the content at its new place', async () => {
    const suspicion = { code: 'zero-filled', severity: 'error' } as const;
    const place = judged({ entry: entry('b'), facts: facts('one', { contentFinding: suspicion }) });
    expect(lines(await settled([...gone('a', 'one'), ...place]))).toEqual(['moved a -> b', 'zero-filled b']);
  });

  it('names the new place in text', async () => {
    expect((await settled([...gone('a', 'one'), ...fresh('caf\xe9', 'one')]))[0]).toMatchObject({
      found: 'caf\ufffd',
      detail: 'now at caf\ufffd',
    });
  });
});

describe('what lies where something else was promised', () => {
  it('is a directory in the place of a file', async () => {
    folder.directory('was-file');
    const empty = judged({ entry: entry('was-file', 'directory', { empty: true }) });
    const findings = await settled([...gone('was-file', 'one'), ...empty]);
    expect(findings).toMatchObject([
      { code: 'retyped', path: 'was-file', wanted: 'file', found: 'directory' },
    ]);
  });

  it('is a directory with new files in the place of a file', async () => {
    folder.write('was-too/inside');
    const findings = await settled([...gone('was-too', 'one'), ...fresh('was-too/inside', 'new')]);
    expect(lines(findings)).toEqual(['retyped was-too', 'unexpected was-too/inside']);
  });

  it('is a file in the place of an empty directory, told once', async () => {
    folder.write('was-directory');
    const directory = judged({ expected: promiseOf('was-directory', 'directory') });
    const findings = await settled([...fresh('was-directory', 'new'), ...directory]);
    expect(findings).toMatchObject([
      { code: 'retyped', path: 'was-directory', wanted: 'directory', found: 'file' },
    ]);
  });

  it('is a file in the place of an empty directory beside open lists, told once', async () => {
    folder.write('was-directory');
    const directory = judged({ expected: promiseOf('was-directory', 'directory') });
    expect(lines(await settled([...beside('was-directory', 'new'), ...directory]))).toEqual([
      'retyped was-directory',
    ]);
  });

  it('is nothing', async () => {
    expect(lines(await settled([...gone('nowhere', 'one'), ...gone('no/where', 'two')]))).toEqual([
      'missing no/where',
      'missing nowhere',
    ]);
  });

  it('is a file in the place of a directory with files deep below it', async () => {
    folder.write('flat');
    expect(lines(await settled([...gone('flat/a/b', 'one'), ...gone('flat/c', 'two')]))).toEqual([
      'missing flat/a/b',
      'missing flat/c',
    ]);
  });

  it('is a link in the place of a directory: what it leads to was not opened', async () => {
    folder.directory('elsewhere');
    folder.link('led', 'elsewhere');
    const [finding] = await settled(gone('led/astray', 'one'));
    expect(finding).toMatchObject({ code: 'manifest-unsafe-path', path: 'led/astray' });
    expect(finding?.detail).toContain('passes the link led');
  });

  it('is a moved file first of all', async () => {
    folder.directory('d');
    folder.write('d/one');
    expect(lines(await settled([...gone('d', 'one'), ...fresh('d/one', 'one')]))).toEqual([
      'moved d -> d/one',
    ]);
  });
});

describe('a file that does not hold', () => {
  it('may hold what was promised at another path', async () => {
    const promises = [promise('a', 'one'), promise('b', 'two'), promise('c', 'three')];
    const findings = await settled(rotten('c', 'three', 'two'), promises);
    expect(findings).toMatchObject([{ code: 'truncated', path: 'c' }]);
    expect(findings[0]?.detail).toBe('cut at byte 3 of 5; holds what was promised at b');
  });

  it('is told so where two hold each other’s', async () => {
    const promises = [promise('a', 'one'), promise('b', 'two')];
    const findings = await settled([...rotten('a', 'one', 'two'), ...rotten('b', 'two', 'one')], promises);
    expect(findings.map(({ code, detail }) => `${code}: ${detail}`)).toEqual([
      'corrupt: holds what was promised at b',
      'corrupt: holds what was promised at a',
    ]);
  });

  it('is told so where two hold the same other one', async () => {
    const promises = [promise('a', 'one'), promise('b', 'two'), promise('c', 'six')];
    const findings = await settled([...rotten('a', 'one', 'six'), ...rotten('b', 'two', 'six')], promises);
    expect(findings.map(({ detail }) => detail)).toEqual([
      'holds what was promised at c',
      'holds what was promised at c',
    ]);
  });

  it('is left as it is where it holds nothing that was promised, or nothing at all', async () => {
    const promises = [promise('a', 'one'), promise('e', '')];
    const findings = await settled([...rotten('a', 'one', 'xyz'), ...rotten('b', 'two', '')], promises);
    expect(findings.map(({ detail }) => detail)).toEqual([undefined, 'cut at byte 0 of 3']);
  });

  it('is no reason to read the promises again where there is none', async () => {
    const settle = reconcileMoves(folder.path);
    settle.add([...gone('a', 'one')]);
    let asked = 0;
    await settle.end(() => {
      asked += 1;
      return inChunks<ManifestEntry>([], []);
    });
    expect(asked).toBe(0);
  });
});

describe('findings on their way', () => {
  const sealed = (path: string): PendingFinding[] =>
    judged({
      entry: entry(path, 'link', { target: 'x' }),
      expected: promiseOf(path, 'link', { target: 'y' }),
    });

  it('go at once until one may yet change, then wait in order', async () => {
    const settle = reconcileMoves(folder.path);
    expect(lines(settle.add([...sealed('a'), ...sealed('b')]))).toEqual(['relinked a', 'relinked b']);
    expect(settle.waiting()).toBe(0);
    expect(lines(settle.add([...sealed('c'), ...gone('dd', 'one'), ...sealed('e')]))).toEqual(['relinked c']);
    expect(settle.waiting()).toBe(2);
    expect(settle.add(sealed('f'))).toEqual([]);
    expect(settle.add([])).toEqual([]);
    expect(settle.waiting()).toBe(3);
    expect(lines(await settle.end(() => inChunks<ManifestEntry>([], [])))).toEqual([
      'missing dd',
      'relinked e',
      'relinked f',
    ]);
    expect(settle.waiting()).toBe(0);
  });

  it('wait up to a bound, and stay in order beyond it', async () => {
    const settle = reconcileMoves(`${folder.path}/nowhere`);
    const out: Finding[] = [];
    let most = 0;
    for (let batch = 0; batch < 260; batch++) {
      const some = Array.from({ length: 500 }, (_, i) => `f${String(batch * 500 + i).padStart(6, '0')}`);
      out.push(...settle.add(some.flatMap((path) => gone(path, path))));
      most = Math.max(most, settle.waiting());
    }
    expect(out.length).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(100_000);
    out.push(...(await settle.end(() => inChunks<ManifestEntry>([], []))));
    expect(out).toHaveLength(130_000);
    expect(out.map((finding) => finding.path)).toEqual(out.map((finding) => finding.path).toSorted());
  }, 30_000);
});
