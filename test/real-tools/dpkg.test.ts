/** A system that dpkg installed a package into, held beside the verdict of debsums. */
import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, truncateSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../help/folder.ts';
import { proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 60_000 });

const COVERED = ['usr/bin/prog', 'usr/share/doc/x/readme', 'usr/share/doc/x/notes'];
const INSTALL = `
  printf 'Package: restored\\nVersion: 1.0\\nArchitecture: all\\nMaintainer: x <x@example.org>\\nDescription: x\\n' > p/DEBIAN/control
  echo /etc/restored.conf > p/DEBIAN/conffiles
  (cd p && md5sum bin/prog usr/share/doc/x/readme usr/share/doc/x/notes > DEBIAN/md5sums)
  dpkg-deb --root-owner-group -b p x.deb
  mkdir -p R/usr/bin R/var/lib/dpkg/info R/var/lib/dpkg/updates R/var/lib/dpkg/triggers
  ln -s usr/bin R/bin
  touch R/var/lib/dpkg/status
  dpkg --root="$PWD/R" --force-not-root --force-script-chrootless --force-bad-path --log=/dev/null -i x.deb
`;

describe.skipIf(!needs('dpkg', 'dpkg-deb', 'debsums', 'md5sum'))('dpkg', () => {
  it('holds what debsums holds', async () => {
    const folder = makeFolder();
    folder.write('p/bin/prog', proseOf(50));
    folder.write('p/usr/share/doc/x/readme', proseOf(20));
    folder.write('p/usr/share/doc/x/notes', proseOf(30));
    folder.write('p/etc/restored.conf', 'a = b\n');
    folder.directory('p/DEBIAN');
    execFileSync('sh', ['-ec', INSTALL], { cwd: folder.path, stdio: 'ignore' });
    const root = `${folder.path}/R`;
    const isContent = (): boolean => spawnSync('debsums', ['-s', `--root=${root}`]).status === 0;
    expect(isContent()).toBe(true);
    const sound = await verified(root);
    expect(sound.vouchers).toMatchObject([{ format: 'dpkg', entries: 3 }]);
    expect(sound.found.filter((each) => !each.startsWith('unvouched '))).toEqual([]);
    expect(sound.found.filter((each) => /usr\//.test(each))).toEqual([]);
    expect(await expectFlipsFound(root, COVERED, { tool: isContent })).toBe(28);
    truncateSync(`${root}/usr/bin/prog`, 5);
    expect(isContent()).toBe(false);
    expect((await verified(root)).found).toContain('changed usr/bin/prog');
    rmSync(`${root}/usr/bin/prog`);
    expect(isContent()).toBe(false);
    expect((await verified(root)).found.join()).toMatch(/missing (?:usr\/)?bin\/prog/);
  });
});
