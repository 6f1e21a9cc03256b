import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { foundList } from '../../../src/engine/vouchers/found-list.ts';
import { type OpenedLists, openLists } from '../../../src/engine/vouchers/open-checksum-lists.ts';
import { describeUnused, unusedFinding } from '../../../src/engine/vouchers/unused-list.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { gather } from '../../help/arbitrary.ts';
import { type Folder, makeFolder } from '../../help/folder.ts';

function digest(content: string, algorithm = 'sha256'): string {
  return createHash(algorithm).update(content, 'latin1').digest('hex');
}

function line(name: string, content = name, algorithm = 'sha256'): string {
  return `${digest(content, algorithm)}  ${name}\n`;
}

type Opened = OpenedLists & { readonly entries: readonly ManifestEntry[] };

/** A folder with files that hold their own names, and its lists as `verify` opens them. */
async function opened(files: readonly string[], lists: Readonly<Record<string, string>>): Promise<Opened> {
  const folder = folderOf(files);
  for (const [name, text] of Object.entries(lists)) folder.write(name, text);
  const found = Object.keys(lists).flatMap((path) => foundList(folder.path, path) ?? []);
  const result = await openLists({ directory: folder.path }, found);
  const entries = await Promise.all(result.vouchers.map((each) => gather(each.entries(() => {}))));
  return { ...result, entries: entries.flat(2) };
}

function folderOf(files: readonly string[]): Folder {
  const folder = makeFolder();
  for (const name of files) folder.write(name, name);
  return folder;
}

const paths = ({ entries }: Opened): string[] => entries.map(({ path }) => path);

describe('what is a list', () => {
  it.each(['md5.txt', 'MD5', 'checksums-md5.txt', 'md5sums-2025-12-31', 'MD5SUMS.old', 'a.md5.txt'])(
    '%s of files that are here is one',
    async (name) => {
      const all = await opened(['a', 'b'], { [name]: line('a', 'a', 'md5') + line('b', 'b', 'md5') });
      expect(paths(all)).toEqual(['a', 'b']);
      expect(all).toMatchObject({ used: [name], unused: [] });
    },
  );

  it.each(['checksums.txt', 'md5sums', 'md5.txt'])(
    '%s of files that are not here is named, and not used',
    async (name) => {
      const all = await opened(['a'], { [name]: line('x', 'x', 'md5') + line('y', 'y', 'md5') });
      expect(all).toMatchObject({ vouchers: [], used: [] });
      expect(all.unused.map(describeUnused)).toEqual([
        `${name} looks like a checksum list, but 0 of its first 2 names are here; to use it all the same: --manifest ${name}`,
      ]);
      expect(all.unused.map((each) => unusedFinding(each).severity)).toEqual(['warning']);
    },
  );

  it('is what half of the first names say', async () => {
    const half = line('a', 'a', 'md5') + line('x', 'x', 'md5');
    expect(paths(await opened(['a'], { 'md5.txt': half }))).toEqual(['a', 'x']);
    expect(paths(await opened(['a'], { 'md5.txt': half + line('y', 'y', 'md5') }))).toEqual([]);
  });

  it('is SHA256SUMS and a sidecar whatever is lost', async () => {
    expect(paths(await opened(['a'], { SHA256SUMS: line('x') + line('y') }))).toEqual(['x', 'y']);
    expect(paths(await opened(['a'], { 'x.sha256': line('x') }))).toEqual(['x']);
    expect(paths(await opened(['a'], { 'x.sha': line('x') }))).toEqual(['x']);
    expect(paths(await opened(['a'], { 'x.sha256': `${digest('x')}\n` }))).toEqual(['x']);
  });

  it.each([
    ['a model', 'MD5Version 10\ncommandline ""\nnumJoints 33\n'],
    ['a table', '10 20 30\n20251231 8 Bolts\n'],
    ['bytes', '\x7fELF\x02\x01\x01\0\0\0\0\0'],
    ['zeros', '\0'.repeat(4096)],
  ])('is not %s that is called model.md5', async (_, text) => {
    expect(await opened(['a'], { 'model.md5': text })).toMatchObject({ vouchers: [], used: [], unused: [] });
  });

  it.each(['zeros', 'words'])('is a damaged sidecar of %s where its file is there', async (what) => {
    const text = what === 'zeros' ? '\0'.repeat(100) : 'nothing but\nwords\n';
    const { vouchers } = await opened(['a'], { 'a.md5': text });
    expect(vouchers[0]?.findings.map(({ code }) => code)).not.toEqual([]);
  });

  it.each([
    ['earlier versions of a file (openssh-server)', 'sshd_config', 'sshd_config.md5sum'],
    ['files of somewhere else', 'a', 'rockyou.md5'],
  ])('is not several digests without a name: of %s', async (_, file, name) => {
    const text = `# Historical md5sums\n${digest('1', 'md5')}\n${digest('2', 'md5')}\n${digest(file, 'md5')}\n`;
    const { vouchers, unused } = await opened([file], { [name]: text });
    expect(vouchers).toEqual([]);
    expect(unused.map((each) => [describeUnused(each), unusedFinding(each).severity])).toEqual([
      [`${name} has 3 digests and no names: none is known to be of a file here`, 'note'],
    ]);
  });

  it.each([
    ['SHA256SUMS', `${digest('a', 'sha256')}\n${digest('b', 'sha256')}\n`],
    ['a.md5', `${digest('a', 'md5')}\n${digest('a', 'sha256')}\n`],
    ['a.md5', `${digest('a', 'md5')}\n${digest('b', 'md5')}\n${digest('c', 'md5').slice(5)}\n`],
    ['a.md5', `${digest('a', 'md5')}\n${digest('b', 'md5')}\nsomething else\n`],
    ['a.md5', `${digest('a', 'md5')}\n${digest('b', 'md5')}`],
  ])(
    'is damaged where %s has lost its names, or one digest is cut or of another length: %j',
    async (name, text) => {
      const { vouchers } = await opened(['a'], { [name]: text });
      expect(vouchers[0]?.findings.map(({ code }) => code)).toContainEqual(
        expect.stringMatching(/^manifest-/),
      );
    },
  );

  it('is not the digest of a directory', async () => {
    for (const text of [`${digest('d', 'md5')}\n`, `${digest('d', 'md5')}  -\n`]) {
      const { vouchers, unused } = await opened(['d/a'], { 'd.md5': text });
      expect(vouchers).toEqual([]);
      expect(unused.map((each) => [describeUnused(each), unusedFinding(each).severity])).toEqual([
        ['d.md5 has a digest of something other than a file: d is a directory', 'note'],
      ]);
    }
  });

  it('is unpacked from zstd', async () => {
    // A frame of one raw block, without a checksum.
    const content = Buffer.from(line('a'), 'latin1');
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, content.length]);
    const block = Buffer.alloc(3);
    block.writeUIntLE((content.length << 3) | 1, 0, 3);
    const packed = Buffer.concat([header, block, content]).toString('latin1');
    expect(paths(await opened(['a'], { 'SHA256SUMS.zst': packed }))).toEqual(['a']);
    const cut = await opened(['a'], { 'SHA256SUMS.zst': packed.slice(0, -9) });
    expect(cut.vouchers[0]?.findings.map(({ code }) => code)).toEqual(['manifest-damaged']);
  });
});

describe('versions of a list', () => {
  it('count for what no later one names', async () => {
    const { entries, used } = await opened(['a', 'b', 'c'], {
      SHA256SUMS: line('a'),
      'SHA256SUMS-2025-12-31': line('a', 'before') + line('b'),
      'SHA256SUMS-2025-11-30': line('b', 'before') + line('c'),
      'SHA256SUMS.old': line('c', 'before') + line('a', 'before') + line('lost'),
    });
    expect(entries.map(({ path, digests }) => [path, digests.map(({ hex }) => hex)])).toEqual(
      ['a', 'b', 'c'].map((name) => [name, [digest(name)]]),
    );
    expect(used).toHaveLength(4);
  });

  it('all count where they are of the same day', async () => {
    const { entries } = await opened(['a'], { SHA256SUMS: line('a'), sha256sums: line('a', 'other') });
    expect(entries.map(({ digests }) => digests.length)).toEqual([2]);
  });
});

describe('messages of a tool in its list', () => {
  it('name the file that it could not read', async () => {
    const text = `${line('a')}sha256sum: b: Permission denied\nsha256sum: d: Is a directory\n`;
    const { entries, vouchers } = await opened(['a', 'b', 'd/c'], { SHA256SUMS: text });
    expect(entries).toMatchObject([
      { path: 'a' },
      { path: 'b', digests: [], unreadable: 'Permission denied', line: 2 },
    ]);
    expect(vouchers[0]?.findings).toEqual([]);
    expect(vouchers[0]?.parts?.[0]?.notes).toEqual([
      'line 3 is a message of sha256sum, not a digest: d: Is a directory',
    ]);
  });

  it('never lead out of the tree', async () => {
    const text = `${line('a')}sha256sum: ../../etc/shadow: Permission denied\n`;
    const { entries } = await opened(['a'], { SHA256SUMS: text });
    expect(entries.map(({ path }) => path)).toEqual(['a']);
  });
});

describe('an archive with its digest appended', () => {
  const archive = `tar${'\0'.repeat(1021)}`;

  it('vouches for itself and is read like any other file', async () => {
    const text = `${archive}${digest(archive, 'md5')}  x.tar\n`;
    const { entries, used } = await opened(['a'], { 'x.tar.md5': text });
    expect(entries).toMatchObject([{ path: 'x.tar.md5', digests: [], proof: true }]);
    expect(used).toEqual([]);
  });
});
