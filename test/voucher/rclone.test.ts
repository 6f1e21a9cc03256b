import { describe, expect, it } from 'vitest';
import { rclone } from '../../src/voucher/rclone/rclone.ts';
import { makeFolder } from '../help/folder.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const EMPTY = '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=';
const HEX = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('rclone', () => {
  it('holds the files of a list in base64, control pictures read', async () => {
    const root = fixtureOf('rclone', 'base64');
    const vouching = await opened(rclone, root, 'SHA256SUMS');
    expect(problemsOf(vouching)).toEqual([]);
    expect(await held(root, vouching)).toEqual({ held: 3, not: [] });
    expect(vouching.entries.map(({ path }) => path)).toContain('tab\tx');
  });

  it('knows files without a digest, quoted pictures and both alphabets', async () => {
    const folder = makeFolder();
    for (const name of ['a', 'b', '\xe2\x90\x8a', 'c\nd']) folder.write(name);
    const quoted = '\xe2\x80\x9b\xe2\x90\x8a';
    folder.write(
      'SHA256SUMS',
      `${EMPTY}  a\n${EMPTY.replaceAll('-', '+').replaceAll('_', '/')}  b\n${EMPTY}  ${quoted}\n${EMPTY}  c\xe2\x90\x8ad\n${' '.repeat(44)}  z\n`,
    );
    const vouching = await opened(rclone, folder.path, 'SHA256SUMS');
    expect(vouching.notes).toEqual(['files of which the list has no digest: 1']);
    expect(await held(folder.path, vouching)).toEqual({ held: 4, not: [] });
    folder.write('sums.sha256', `${HEX}  a\nUNSUPPORTED  b\n`);
    expect(await held(folder.path, await opened(rclone, folder.path, 'sums.sha256'))).toEqual({
      held: 1,
      not: [],
    });
  });

  it.each([
    ['unsafe', `${EMPTY}  ../x`, "manifest-unsafe-path SHA256SUMS: line 2: '..' in the path"],
    ['damaged', `${EMPTY.slice(4)}  x`, 'manifest-damaged SHA256SUMS: line 2: not a digest and a name'],
    ['no name', EMPTY, 'manifest-damaged SHA256SUMS: line 2: not a digest and a name'],
  ])('says what is wrong: %s', async (_, line, problem) => {
    const folder = makeFolder();
    folder.write('a');
    folder.write('SHA256SUMS', `${EMPTY}  a\n`.repeat(100) + `${line}\n`);
    const vouching = await opened(rclone, folder.path, 'SHA256SUMS');
    expect(problemsOf(vouching)).toEqual([problem.replace('line 2', 'line 101')]);
  });

  it('leaves lists in hex to checksum lists', async () => {
    const folder = makeFolder();
    folder.write('SHA256SUMS', `${HEX}  a\n`);
    folder.write('SHA384SUMS', `${'ab'.repeat(32)}  a\n`);
    folder.write('CAPITALS.sha256', `${HEX.toUpperCase()}  a\n`);
    folder.write('hashes.txt', 'some words  of a person\n');
    for (const path of ['SHA256SUMS', 'SHA384SUMS', 'CAPITALS.sha256', 'hashes.txt', 'absent'])
      expect(await listOf(rclone).open({ root: folder.path, path })).toBeUndefined();
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    await expectUnshaken(rclone, fixtureOf('rclone', 'base64'), ['SHA256SUMS']);
  });
});
