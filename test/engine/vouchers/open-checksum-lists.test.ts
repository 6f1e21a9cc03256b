import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { foundList } from '../../../src/engine/vouchers/found-list.ts';
import { openLists } from '../../../src/engine/vouchers/open-checksum-lists.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Manifest, ManifestEntry } from '../../../src/model/manifest.ts';
import { directoryOf } from '../../../src/model/path.ts';
import { gather } from '../../help/arbitrary.ts';
import { type Folder, makeFolder } from '../../help/folder.ts';
import { detailOf, inWords } from '../../help/in-words.ts';

function digest(content: string, algorithm = 'sha256'): string {
  return createHash(algorithm).update(content, 'latin1').digest('hex');
}

/** A line of a list about a file of some content. */
function line(name: string, content: string, algorithm = 'sha256'): string {
  return `${digest(content, algorithm)}  ${name}\n`;
}

type Opened = {
  readonly manifest: Manifest | undefined;
  readonly promises: readonly ManifestEntry[];
  readonly findings: readonly Finding[];
  readonly used: readonly string[];
};

/** Opens lists of a folder as `verify` does. */
async function opened(
  folder: Folder,
  lists: readonly string[],
  only?: string,
  links?: ReadonlySet<string>,
): Promise<Opened> {
  const found = lists.flatMap((path) => foundList(folder.path, path) ?? []);
  const root = { directory: folder.path, ...(only === undefined ? {} : { only }) };
  const { vouchers, used } = await openLists(root, found, links);
  const [manifest] = vouchers;
  expect(vouchers.length).toBeLessThanOrEqual(1);
  const promises = manifest === undefined ? [] : (await gather(manifest.entries(() => {}))).flat();
  return { manifest, promises, findings: manifest?.findings ?? [], used };
}

/** A folder with some files, each holding its own name. */
function folderOf(...names: string[]): Folder {
  const folder = makeFolder();
  for (const name of names) folder.write(name, name);
  return folder;
}

describe('lists as a manifest', () => {
  it('are one, open, in path order, with the digests of all', async () => {
    const folder = folderOf('b', 'sub/a', 'sub/caf\xe9', 'a-b', 'a');
    folder.write('SHA256SUMS', line('b', 'b') + line('sub/a', 'sub/a') + line('a', 'a') + line('a-b', 'a-b'));
    folder.write('sub/MD5SUMS', line('caf\xe9', 'sub/caf\xe9', 'md5') + line('a', 'sub/a', 'md5'));
    const { manifest, promises, findings, used } = await opened(folder, ['SHA256SUMS', 'sub/MD5SUMS']);
    expect(findings).toEqual([]);
    expect(used).toEqual(['SHA256SUMS', 'sub/MD5SUMS']);
    expect(
      promises.map(({ path, digests }) => `${path}: ${digests.map((each) => each.algorithm).join()}`),
    ).toEqual(['a: sha256', 'a-b: sha256', 'b: sha256', 'sub/a: sha256,md5', 'sub/caf\xe9: md5']);
    expect(promises.find(({ path }) => path === 'sub/caf\xe9')?.digests).toEqual([
      { algorithm: 'md5', hex: digest('sub/caf\xe9', 'md5') },
    ]);
    expect(manifest).toMatchObject({ format: 'checksum-list', base: '', inventory: 'open', files: 6 });
    expect(manifest?.algorithms.toSorted()).toEqual(['md5', 'sha256']);
    expect(manifest?.parts).toEqual([
      { format: 'checksum-list', path: 'SHA256SUMS', entries: 4, answers: ['corrupt', 'named'] },
      { format: 'checksum-list', path: 'sub/MD5SUMS', entries: 2, answers: ['corrupt', 'named'] },
    ]);
  });

  it('can be read again and again', async () => {
    const folder = folderOf('a', 'b');
    folder.write('SHA256SUMS', line('a', 'a') + line('b', 'b'));
    const { manifest, promises } = await opened(folder, ['SHA256SUMS']);
    const again = manifest === undefined ? [] : await gather(manifest.entries(() => {}));
    expect(again.flat()).toEqual(promises);
    expect(promises).toHaveLength(2);
  });

  it('that disagree about one path both must hold', async () => {
    const folder = folderOf('a');
    folder.write('SHA256SUMS', line('a', 'a'));
    folder.write('other.sha256sums', line('a', 'something else'));
    const { promises } = await opened(folder, ['SHA256SUMS', 'other.sha256sums']);
    expect(promises).toMatchObject([{ path: 'a' }]);
    expect(promises[0]?.digests).toHaveLength(2);
  });

  it('that agree say it once', async () => {
    const folder = folderOf('a');
    folder.write('SHA256SUMS', line('a', 'a'));
    folder.write('a.sha256', line('a', 'a'));
    const { promises } = await opened(folder, ['SHA256SUMS', 'a.sha256']);
    expect(promises[0]?.digests).toEqual([{ algorithm: 'sha256', hex: digest('a') }]);
  });

  it('are unpacked', async () => {
    const folder = folderOf('a');
    folder.write('SHA256SUMS.gz', gzipSync(line('a', 'a')));
    expect((await opened(folder, ['SHA256SUMS.gz'])).promises).toMatchObject([{ path: 'a' }]);
  });

  it('are sidecars, also with a digest alone', async () => {
    const folder = folderOf('d/x.tar', 'd/y.tar');
    folder.write('d/x.tar.sha256', `${digest('d/x.tar')}\n`);
    folder.write('d/y.tar.md5', line('y.tar', 'd/y.tar', 'md5'));
    const { promises } = await opened(folder, ['d/x.tar.sha256', 'd/y.tar.md5']);
    expect(promises.map(({ path, digests }) => `${path} ${digests[0]?.algorithm}`)).toEqual([
      'd/x.tar sha256',
      'd/y.tar md5',
    ]);
  });

  it('say which algorithm their digests are of, by the files', async () => {
    const folder = folderOf('a', 'b');
    folder.write('SHA256SUMS', line('a', 'a', 'sha512-256') + line('b', 'b', 'sha512-256'));
    const { promises, manifest } = await opened(folder, ['SHA256SUMS']);
    expect(promises[0]?.digests[0]?.algorithm).toBe('sha512-256');
    expect(manifest?.parts?.[0]?.notes).toEqual(['its digests are sha512-256, not sha256']);
  });

  it('keep what earlier lines of a list that grows promised', async () => {
    const folder = folderOf('a');
    folder.write('SHA256SUMS', line('a', 'old') + line('a', 'a'));
    const { promises } = await opened(folder, ['SHA256SUMS']);
    expect(promises).toMatchObject([
      { path: 'a', digests: [{ hex: digest('a') }], older: [{ algorithm: 'sha256', hex: digest('old') }] },
    ]);
  });

  it('do not vouch for themselves', async () => {
    const folder = folderOf('a');
    folder.write('SHA256SUMS', line('a', 'a') + line('SHA256SUMS', 'whatever'));
    const { promises, manifest } = await opened(folder, ['SHA256SUMS']);
    expect(promises.map(({ path }) => path)).toEqual(['a']);
    expect(manifest?.parts?.[0]?.notes).toContain('it lists itself, which proves nothing');
  });

  it('are summed up where there are very many', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `f${String(i).padStart(2, '0')}`);
    const folder = folderOf(...names);
    for (const name of names) folder.write(`${name}.sha256`, line(name, name));
    const { manifest } = await opened(
      folder,
      names.map((name) => `${name}.sha256`),
    );
    expect(manifest?.parts).toHaveLength(51);
    expect(manifest?.parts?.at(-1)).toEqual({
      format: 'checksum-list',
      path: '10 more lists',
      entries: 10,
      answers: ['corrupt', 'named'],
    });
    expect(manifest?.files).toBe(60);
  });

  it('are each named up to fifty', async () => {
    const names = Array.from({ length: 51 }, (_, i) => `f${String(i).padStart(2, '0')}`);
    const folder = folderOf(...names);
    for (const name of names) folder.write(`${name}.sha256`, line(name, name));
    const lists = names.map((name) => `${name}.sha256`);
    const paths = async (count: number): Promise<unknown> =>
      (await opened(folder, lists.slice(0, count))).manifest?.parts?.map(({ path }) => path);
    expect(await paths(50)).toEqual(lists.slice(0, 50));
    expect(await paths(51)).toEqual([...lists.slice(0, 50), '1 more lists']);
  });
});

describe('a list that is not as it should be', () => {
  it.each<[string, string, string, RegExp]>([
    ['damaged', `${line('a', 'a')}junk\n`, 'manifest-damaged', /^line 2: /],
    ['cut', line('a', 'a') + line('b', 'b').slice(0, 30), 'manifest-truncated', /^line 2: /],
    ['empty', '', 'manifest-damaged', /./],
    ['hostile', line('a', 'a') + line('../../etc/passwd', 'x'), 'manifest-unsafe-path', /^line 2: /],
    ['of zeros', '\0'.repeat(4096), 'manifest-truncated', /./],
  ])('is said to be %s', async (_, text, code, detail) => {
    const folder = folderOf('a', 'b');
    folder.write('SHA256SUMS', text);
    const { findings } = await opened(folder, ['SHA256SUMS']);
    expect(findings.map((finding) => finding.code)).toContain(code);
    expect(findings[0]).toMatchObject({ path: 'SHA256SUMS', severity: 'error' });
    expect(detailOf(findings[0])).toMatch(detail);
  });

  it('is said to be damaged where it cannot be unpacked', async () => {
    const folder = folderOf('a');
    const packed = gzipSync(line('a', 'a').repeat(50));
    folder.write('SHA256SUMS.gz', packed.subarray(0, -10));
    folder.write('MD5SUMS.gz', 'not packed at all');
    const { findings, used } = await opened(folder, ['SHA256SUMS.gz', 'MD5SUMS.gz']);
    expect(findings.map((each) => `${each.code} ${each.path}: ${detailOf(each)}`)).toEqual([
      'manifest-damaged SHA256SUMS.gz: its bytes cannot be unpacked (Z_BUF_ERROR)',
      'manifest-damaged MD5SUMS.gz: its bytes cannot be unpacked (Z_DATA_ERROR)',
    ]);
    expect(used).toHaveLength(2);
  });

  it('is said to be damaged where it cannot be read', async () => {
    const folder = folderOf('a');
    folder.directory('SHA256SUMS');
    const { findings } = await opened(folder, ['SHA256SUMS']);
    expect(findings.map(inWords)).toMatchObject([
      { code: 'manifest-damaged', detail: 'it cannot be read (EISDIR)' },
    ]);
  });

  it('is none where its name is weak and its content is no list', async () => {
    const folder = folderOf('a');
    folder.write('notes.sha', 'nothing but words\n');
    expect(await opened(folder, ['notes.sha'])).toMatchObject({ manifest: undefined, used: [] });
  });

  it('is no reason to fall where its names cannot be', async () => {
    const folder = folderOf('a');
    const names = ['a/below', 'x'.repeat(300), `${'deep/'.repeat(1000)}x`];
    folder.write('SHA256SUMS', [...names, 'a'].map((name) => line(name, 'a')).join(''));
    const { promises, findings } = await opened(folder, ['SHA256SUMS']);
    expect(findings).toEqual([]);
    expect(promises.map(({ path }) => path)).toEqual([...names, 'a'].toSorted());
  });
});

describe('lists whose names lead through links', () => {
  it.each<[string, string, string, string, readonly string[]]>([
    ['to a directory beside it', 'stable', 'real', 'stable/a', ['real/a']],
    ['to a file', 'now', 'real/a', 'now', ['real/a']],
    ['to the root itself', 'top', '.', 'top/real/a', ['real/a']],
    ['to a lost file', 'now', 'real/lost', 'now', ['real/lost']],
    ['to a directory that has lost it', 'stable', 'real', 'stable/lost', ['real/lost']],
  ])('are of where they lead: %s', async (_what, link, target, name, paths) => {
    const folder = folderOf('real/a', 'real/b');
    folder.link(link, target);
    folder.write('SHA256SUMS', line(name, 'real/a'));
    for (const links of [undefined, new Set([link])]) {
      const { promises, used, findings } = await opened(folder, ['SHA256SUMS'], undefined, links);
      expect(promises.map(({ path }) => path)).toEqual(paths);
      expect(used).toContain(link);
      expect(findings).toEqual([]);
    }
  });

  it.each(['/etc', '../outside', '..'])('are not followed out of the root, to %s', async (target) => {
    const folder = folderOf('a');
    folder.link('out', target);
    folder.write('SHA256SUMS', line('out/hostname', 'x') + line('a', 'a'));
    const { promises, used } = await opened(folder, ['SHA256SUMS']);
    expect(promises.map(({ path }) => path)).toEqual(['a', 'out/hostname']);
    expect(used).toEqual(['SHA256SUMS']);
  });
});

describe('lists about one file', () => {
  it('are those that name it', async () => {
    const folder = folderOf('a', 'b');
    folder.write('SHA256SUMS', line('b', 'b') + line('a', 'a'));
    folder.write('b.md5', line('b', 'b', 'md5'));
    const { used } = await opened(folder, ['SHA256SUMS', 'b.md5'], 'a');
    expect(used).toEqual(['SHA256SUMS']);
  });
});

describe('the name of a list', () => {
  it.each([
    ['SHA256SUMS', undefined],
    ['d/x.tar.sha256', 'd/x.tar'],
    ['d/caf\xe9.md5', 'd/caf\xe9'],
  ])('%s is about %s', (path, subject) => {
    const found = foundList('/root', path);
    expect(found?.claim.subject).toBe(subject);
    expect(found).toMatchObject({ file: `/root/${path}`, path });
    expect(directoryOf(found?.path ?? '')).toBe(directoryOf(path));
  });

  it('is not any name', () => {
    expect(foundList('/root', 'd/readme.txt')).toBeUndefined();
  });
});
