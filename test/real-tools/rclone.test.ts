/** Lists of rclone hashsum and of RHash in base64, held beside the verdict of rclone checksum on the same tree. */
import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, truncateSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../help/folder.ts';
import { proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, expectSound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 120_000 });

const NAMES = ['a.txt', 'sub/b c.txt', 'two\nlines.txt', 'back\\slash.txt', '\xc3\xbc.txt'];
const LISTS = [
  ['rclone', 'rclone hashsum sha256 --base64 . > ../list', 'SHA256SUMS'],
  ['rclone', 'rclone md5sum --base64 . > ../list', 'hashes.txt'],
  ['rclone', 'rclone sha1sum --base64 . > ../list', 'x.sha1'],
  ['rclone', 'rclone hashsum crc32 --base64 . > ../list', 'tree.crc32'],
  ['rhash', 'rhash --sha512 --base64 -r . > ../list', 'files.sha512'],
] as const;

function makeTree(names: readonly string[] = NAMES): string {
  const folder = makeFolder();
  for (const [i, name] of names.entries()) folder.write(`tree/${name}`, proseOf(20 + i));
  return folder.path;
}

const run = (root: string, command: string): void =>
  void execFileSync('sh', ['-ec', command], { cwd: root, stdio: ['ignore', 'ignore', 'ignore'] });

describe('a list in base64', () => {
  it.each(LISTS.filter(([tool]) => needs(tool)))('of %s: %s', async (_, command, name) => {
    const names = command.startsWith('rhash') ? NAMES.filter((each) => !/[\n\\]/.test(each)) : NAMES;
    const tree = `${makeTree(names)}/tree`;
    run(tree, `${command}; mv ../list ${name}`);
    const voucher = await expectSound(tree, 'rclone');
    expect(voucher.entries).toBe(names.length);
    await expectFlipsFound(tree, names, { count: 6 });
  });

  it.skipIf(!needs('rclone'))('every flipped byte is found, as rclone checksum finds it', async () => {
    const names = NAMES.filter((name) => !name.includes('\n'));
    const root = makeTree(names);
    run(root, 'rclone sha1sum --base64 tree > SHA1SUMS; rclone sha1sum tree > hex; mv SHA1SUMS tree');
    const isContent = (): boolean => {
      const ran = spawnSync(
        'rclone',
        ['checksum', 'sha1', '--one-way', '--exclude', 'SHA1SUMS', 'hex', 'tree'],
        { cwd: root },
      );
      return ran.status === 0;
    };
    expect(isContent()).toBe(true);
    await expectSound(`${root}/tree`, 'rclone');
    expect(await expectFlipsFound(`${root}/tree`, names, { tool: isContent })).toBe(28);
    truncateSync(`${root}/tree/a.txt`, 3);
    rmSync(`${root}/tree/sub/b c.txt`);
    expect(isContent()).toBe(false);
    expect(await verified(`${root}/tree`)).toMatchObject({
      exit: 1,
      found: ['changed a.txt', 'missing sub/b c.txt'],
    });
  });
});
