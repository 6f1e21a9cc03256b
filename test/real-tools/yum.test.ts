/** Repositories of yum that createrepo_c made of packages of rpmbuild. */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../help/folder.ts';
import { fixtureOf } from '../help/opened.ts';
import { restorable } from '../help/program.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, expectSound, filesBelow, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SPEC = `Name: NAME
Version: 1.0
Release: 1
Summary: NAME
License: MIT
BuildArch: noarch
%description
NAME
%install
mkdir -p %{buildroot}/usr/share/NAME
seq 400 > %{buildroot}/usr/share/NAME/data
%files
/usr/share/NAME
`;
const HAS_TOOLS = needs('createrepo_c', 'rpmbuild');
const packages = makeFolder();

if (HAS_TOOLS)
  for (const name of ['alpha', 'beta', 'gamma']) {
    packages.write(`${name}.spec`, SPEC.replaceAll('NAME', name));
    execFileSync('rpmbuild', ['-bb', '--define', `_topdir ${packages.path}/top`, `${name}.spec`], {
      cwd: packages.path,
      stdio: 'ignore',
    });
  }

/** Makes a repository of the packages, and returns where it lies. */
function makeRepository(...options: string[]): string {
  const folder = makeFolder();
  cpSync(`${packages.path}/top/RPMS/noarch`, `${folder.path}/Packages`, { recursive: true });
  execFileSync('createrepo_c', ['-q', ...options, '.'], { cwd: folder.path, stdio: 'ignore' });
  return folder.path;
}

const ALPHA = 'Packages/alpha-1.0-1.noarch.rpm';
const BETA = 'Packages/beta-1.0-1.noarch.rpm';

describe.skipIf(!HAS_TOOLS)('a repository of yum', () => {
  it.each([
    { what: 'as it is by default', options: [] },
    { what: 'with plain names of metadata', options: ['--simple-md-filenames'] },
    { what: 'with sha512', options: ['-s', 'sha512'] },
    { what: 'with sha, which is SHA-1', options: ['-s', 'sha'] },
    { what: 'with databases in xz', options: ['--xz'] },
    {
      what: 'below another address, and here all the same',
      options: ['--baseurl', 'http://mirror.example/x/'],
    },
    { what: 'below a directory that is not here', options: ['--location-prefix', 'some/where'] },
  ])('is held $what', async ({ options }) => {
    const root = makeRepository(...options);
    const { entries } = await expectSound(root, 'yum');
    expect(entries).toBe(filesBelow(root).length - 1);
    await expectFlipsFound(root, [ALPHA, BETA], { count: 4 });
    rmSync(`${root}/${ALPHA}`);
    const gone = await verified(root);
    expect(gone).toMatchObject({ exit: 1, found: [`missing ${ALPHA}`] });
  });

  it('says of metadata that it is damaged, and believes no line of it', async () => {
    const root = makeRepository();
    const metadata = filesBelow(root, 'repodata').filter((path) => !path.endsWith('repomd.xml'));
    await expectFlipsFound(
      root,
      metadata.filter((path) => !path.includes('primary.xml')),
      { count: 8 },
    );
    const primary = metadata.find((path) => path.includes('primary.xml')) ?? '';
    execFileSync('sh', ['-c', `printf x | dd of='${root}/${primary}' bs=1 seek=40 conv=notrunc 2>&1`]);
    const { exit, found } = await verified(root);
    expect(exit).toBe(4);
    expect(found).toContain(`manifest-damaged ${primary}`);
    expect(found.filter((each) => /changed|missing/.test(each))).toEqual([]);
    for (const bytes of ['', '\0'.repeat(900), '<repomd><data type="primary">']) {
      writeFileSync(`${root}/repodata/repomd.xml`, bytes);
      const damaged = await verified(root);
      expect(damaged.exit).toBe(4);
      expect(damaged.found.join()).toMatch(/manifest-(?:damaged|truncated) repodata\/repomd.xml/);
    }
  });

  it('reports a package that it does not list, and not what an earlier run left of its metadata', async () => {
    const root = makeRepository();
    cpSync(`${root}/${BETA}`, `${root}/Packages/new.rpm`);
    renameSync(`${root}/${ALPHA}`, `${packages.path}/kept.rpm`);
    execFileSync('createrepo_c', ['-q', '--update', '--retain-old-md=3', '-x', 'new.rpm', '.'], {
      cwd: root,
    });
    expect(readdirSync(`${root}/repodata`).length).toBeGreaterThan(7);
    expect(await verified(root)).toMatchObject({ exit: 1, found: ['unvouched Packages/new.rpm'] });
  });

  it('holds the metadata alone where that is the root, and a mirror without its packages', async () => {
    const root = makeRepository('--baseurl', 'http://mirror.example/x/');
    await expectSound(`${root}/repodata`, 'yum');
    rmSync(`${root}/Packages`, { recursive: true });
    const { notes } = await expectSound(root, 'yum');
    expect(notes).toContain('packages at another address, not held: 3');
  });

  it.each(['xz', 'bz2'])('holds the packages of primary metadata in %s', async (packing) => {
    const root = makeRepository('--general-compress-type', packing);
    await expectSound(root, 'yum');
    rmSync(`${root}/${ALPHA}`);
    expect(await verified(root)).toMatchObject({ exit: 1, found: [`missing ${ALPHA}`] });
  });

  it('is held by seal, which names it in the head of the manifest', async () => {
    const root = makeRepository();
    rmSync(`${root}/${ALPHA}`);
    expect((await restorable(['seal', root])).code).toBe(1);
    const sound = makeRepository();
    expect((await restorable(['seal', sound])).code).toBe(0);
    expect(execFileSync('head', ['-1', `${sound}/restorable.sha256`]).toString()).toContain(
      'held=repodata/repomd.xml:9',
    );
  });

  it('of the fixture is sound', async () => {
    await expectSound(fixtureOf('yum', 'createrepo'), 'yum');
  });
});
