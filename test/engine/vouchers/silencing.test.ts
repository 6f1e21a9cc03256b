/** A voucher never silences another, and an open list never opens a closed inventory. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Folder, makeFolder } from '../../help/folder.ts';
import { verified } from '../../help/vouched.ts';
import { written } from '../../manifest/native/native.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const line = (path: string, text: string): string => `${sha256(text)}  ${path}\n`;

/** A native manifest of some files. */
function sealOf(files: Readonly<Record<string, string>>, exclude: readonly string[] = []): string {
  const entries = Object.entries(files).map(([path, text]) => ({
    path,
    kind: 'file' as const,
    size: text.length,
    digests: [{ algorithm: 'sha256', hex: sha256(text) }],
  }));
  return written(entries, { exclude, held: [{ path: 'SHA256SUMS', files: 1 }] });
}

describe('a native manifest that was dropped into a directory', () => {
  function dropped(exclude: readonly string[]): Folder {
    const folder = makeFolder();
    folder.write('sub/a', 'one\n');
    folder.write('sub/deep/b', 'rotten\n');
    folder.write('sub/deep/c', 'never named\n');
    folder.write('sub/SHA256SUMS', line('a', 'one\n') + line('deep/b', 'two\n'));
    folder.write('sub/restorable.sha256', sealOf({ a: 'one\n' }, exclude));
    return folder;
  }

  it('does not silence a list that it leaves out, nor what that names', async () => {
    const { exit, found } = await verified(dropped(['deep', 'SHA256SUMS']).path);
    expect({ exit, found }).toEqual({
      exit: 1,
      found: ['weak-manifest sub/restorable.sha256', 'changed sub/deep/b'],
    });
  });

  it('does not silence a list that it does not name', async () => {
    const { exit, found } = await verified(dropped([]).path);
    expect(exit).toBe(1);
    expect(found).toContain('changed sub/deep/b');
  });

  it('has the last word on lists that were sealed with everything else', async () => {
    const folder = makeFolder();
    const old = line('a', 'older\n');
    folder.write('sub/a', 'one\n');
    folder.write('sub/SHA256SUMS', old);
    folder.write('sub/restorable.sha256', sealOf({ SHA256SUMS: old, a: 'one\n' }));
    expect(await verified(folder.path)).toMatchObject({ exit: 0, found: [] });
  });
});

describe('a bag beside an open list', () => {
  function bagWith(files: Readonly<Record<string, string>>, algorithm = 'sha256'): Folder {
    const folder = makeFolder();
    folder.write('bag/bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
    folder.write('bag/data/a', 'one\n');
    folder.write(`bag/manifest-${algorithm}.txt`, line('data/a', 'one\n'));
    for (const [path, text] of Object.entries(files)) folder.write(path, text);
    return folder;
  }

  it('stays closed for what the list names', async () => {
    const more = {
      'bag/data/new': 'new\n',
      SHA256SUMS: line('bag/data/a', 'one\n') + line('bag/data/new', 'new\n'),
    };
    const { exit, found, counted } = await verified(bagWith(more).path);
    expect({ exit, found, counted }).toEqual({
      exit: 1,
      found: ['unexpected bag/data/new'],
      counted: { promised: 2, held: 1 },
    });
  });

  it('stays closed where its own digests are of an unknown algorithm', async () => {
    const lists = { SHA256SUMS: line('bag/data/a', 'one\n') + line('bag/data/new', 'new\n') };
    const { exit, found } = await verified(bagWith({ 'bag/data/new': 'new\n', ...lists }, 'sha999').path);
    expect({ exit, found }).toEqual({
      exit: 1,
      found: ['unvouched bag/data/a', 'unexpected bag/data/new'],
    });
  });
});
