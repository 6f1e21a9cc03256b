/** Archives of dar and lists of RHash, held beside the verdict of the tools of coreutils and of RHash. */
import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, truncateSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../help/folder.ts';
import { proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, expectSound, filesBelow, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 120_000 });

describe.skipIf(!needs('dar', 'sha512sum'))('an archive of dar with hash files', () => {
  it('is sound; every flipped byte, a cut and a lost slice are found', async () => {
    const folder = makeFolder();
    for (let i = 0; i < 9; i++) folder.write(`src/${i}.txt`, proseOf(900 + i));
    folder.directory('store');
    const root = `${folder.path}/store`;
    execFileSync(
      'dar',
      ['-Q', '-c', `${root}/day`, '-R', `${folder.path}/src`, '-s', '40k', '--hash', 'sha512'],
      { stdio: 'ignore' },
    );
    const slices = filesBelow(root).filter((name) => name.endsWith('.dar'));
    expect(slices.length).toBeGreaterThan(2);
    expect((await expectSound(root, 'dar')).notes).toEqual([`slices: ${slices.length}`]);
    const isContent = (): boolean =>
      spawnSync('sh', ['-c', 'cat *.sha512 | sha512sum -c --status'], { cwd: root }).status === 0;
    expect(isContent()).toBe(true);
    expect(await expectFlipsFound(root, slices, { tool: isContent })).toBe(28);
    const last = slices.at(-1) ?? '';
    rmSync(`${root}/${last}`);
    rmSync(`${root}/${last}.sha512`);
    expect(isContent()).toBe(true);
    expect(await verified(root)).toMatchObject({ exit: 1, found: [`missing ${last}`] });
    truncateSync(`${root}/${slices[0]}`, 1000);
    expect((await verified(root)).found).toContain(`changed ${slices[0]}`);
  });
});

describe.skipIf(!needs('rhash'))('a simple list of RHash', () => {
  it('is sound, and every flipped byte is found', async () => {
    const folder = makeFolder();
    const names = ['a.txt', 'sub/b  c.txt', '\xc3\xbc.txt'];
    for (const [i, name] of names.entries()) folder.write(name, proseOf(20 + i));
    const root = folder.path;
    execFileSync(
      'sh',
      ['-ec', 'rhash --simple --crc32 --md5 --sha1 --sha256 -r . > ../l.$$; mv ../l.$$ hashes.txt'],
      { cwd: root },
    );
    expect((await expectSound(root, 'rhash')).entries).toBe(names.length);
    await expectFlipsFound(root, names);
    rmSync(`${root}/a.txt`);
    expect(await verified(root)).toMatchObject({ exit: 1, found: ['missing a.txt'] });
  });
});
