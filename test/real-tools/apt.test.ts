/** A repository that apt-ftparchive made, held beside what apt-get takes from it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../help/folder.ts';
import { proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, expectSound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 120_000 });

const NAMES = ['one', 'two', 'three'];
const POOL = NAMES.map((name) => `pool/main/${name}_1.0_all.deb`);
const INDEX = 'dists/stable/main/binary-all';
const MAKE = `
  mkdir -p repo/pool/main repo/${INDEX}
  for name in ${NAMES.join(' ')}; do
    printf 'Package: %s\\nVersion: 1.0\\nArchitecture: all\\nMaintainer: x <x@example.org>\\nDescription: x\\n' $name > $name/DEBIAN/control
    dpkg-deb --root-owner-group -b $name repo/pool/main/"$name"_1.0_all.deb
  done
  cd repo
  apt-ftparchive packages pool > ${INDEX}/Packages
  gzip -9nk ${INDEX}/Packages
  r=APT::FTPArchive::Release
  apt-ftparchive -o APT::FTPArchive::DoByHash=true -o $r::Codename=stable -o $r::Architectures=all \
    -o $r::Components=main release dists/stable > ../Release
  mv ../Release dists/stable
  mkdir -p ../apt/state/lists/partial ../apt/cache/archives/partial ../apt/got
  echo "deb [trusted=yes] file:$PWD stable main" > ../apt/sources.list
`;

describe.skipIf(!needs('apt-ftparchive', 'apt-get', 'dpkg-deb', 'gzip'))('a repository of apt', () => {
  it('holds what apt-get takes', async () => {
    const { path, write } = makeFolder();
    for (const [i, name] of NAMES.entries()) {
      write(`${name}/usr/share/${name}`, proseOf(40 + i));
      write(`${name}/DEBIAN/control`);
    }
    execFileSync('sh', ['-ec', MAKE], { cwd: path, stdio: 'ignore' });
    const root = `${path}/repo`;
    const where = `${path}/apt`;
    const options = [
      `Dir::State=${where}/state`,
      `Dir::Cache=${where}/cache`,
      `Dir::Etc::sourcelist=${where}/sources.list`,
      'Dir::Etc::sourceparts=/dev/null',
      'Dir::State::status=/dev/null',
      'APT::Sandbox::User=root',
      'Debug::NoLocking=1',
    ].flatMap((option) => ['-o', option]);
    const isContent = (): boolean => {
      for (const name of readdirSync(`${where}/got`)) rmSync(`${where}/got/${name}`);
      return (
        spawnSync('apt-get', [...options, 'update'], { cwd: path }).status === 0 &&
        spawnSync('apt-get', [...options, 'download', ...NAMES], { cwd: `${where}/got` }).status === 0
      );
    };
    expect(isContent()).toBe(true);
    const voucher = await expectSound(root, 'apt');
    expect(voucher.notes).toEqual(['not signed']);
    expect(await expectFlipsFound(root, POOL, { tool: isContent })).toBe(28);
    const hashed = `${INDEX}/by-hash/SHA256`;
    await expectFlipsFound(
      root,
      readdirSync(`${root}/${hashed}`).map((name) => `${hashed}/${name}`),
      { count: 4 },
    );

    writeFileSync(`${root}/pool/main/extra_1.0_all.deb`, 'nobody named me\n');
    expect((await verified(root)).found).toContain('unvouched pool/main/extra_1.0_all.deb');
    rmSync(`${root}/pool/main/extra_1.0_all.deb`);
    truncateSync(`${root}/${POOL[0]}`, 100);
    rmSync(`${root}/${POOL[1]}`);
    expect(await verified(root)).toMatchObject({
      exit: 1,
      found: expect.arrayContaining([`truncated ${POOL[0]}`, `missing ${POOL[1]}`]),
    });
    truncateSync(`${root}/${INDEX}/Packages`, 100);
    expect(await verified(root)).toMatchObject({ exit: 4 });
  });
});
