/** The Debian package: what it installs, what lintian says of it, and that the program in it runs from where it was unpacked. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { execute, type Ran } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const TOP = join(import.meta.dirname, '../..');
const { version }: { readonly version: string } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8'));
const scratch = makeScratch();
const name = `restorable_${version}_all.deb`;
const tree = join(scratch, 'tree');
const inTree = (path: string): string => join(tree, path);
const env = { ...process.env, DEBFULLNAME: 'A Packager', DEBEMAIL: 'packager@debian.org' };

function build(folder: string): string {
  execFileSync(process.execPath, [join(TOP, 'tools/deb.js'), join(scratch, folder)], { cwd: scratch, env });
  return join(scratch, folder, name);
}

/** What lintian says, of which a fault alone does not make it fail. */
const lintian = (file: string): Promise<Ran> =>
  execute('lintian', ['--allow-root', '--display-info', '--pedantic', file], { within: 100_000 });

describe.skipIf(!needs('dpkg-deb', 'gzip', 'lintian'))('the Debian package', () => {
  beforeAll(() => {
    execFileSync('dpkg-deb', ['-x', build('made'), tree]);
  });

  it('is the same whenever it is built', () => {
    expect(readFileSync(build('again')).equals(readFileSync(join(scratch, 'made', name)))).toBe(true);
  });

  it('has no fault that lintian knows', async () => {
    expect(await lintian(join(scratch, 'made', name))).toMatchObject({ code: 0, stdout: '' });
  });

  it('would have them without its copyright file', async () => {
    const spoiled = join(scratch, 'spoiled');
    cpSync(tree, spoiled, { recursive: true, verbatimSymlinks: true });
    execFileSync('dpkg-deb', ['--control', join(scratch, 'made', name), join(spoiled, 'DEBIAN')]);
    rmSync(join(spoiled, 'usr/share/doc/restorable/copyright'));
    const file = join(scratch, 'spoiled.deb');
    execFileSync('dpkg-deb', ['--root-owner-group', '--build', spoiled, file], { stdio: 'ignore' });
    expect((await lintian(file)).stdout).toContain('no-copyright-file');
  });

  it('installs the program, its man page, completions, units, pages and licenses', () => {
    const paths = execFileSync('dpkg-deb', ['-c', join(scratch, 'made', name)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.split(/ +/).slice(5).join(' '));
    const shown = paths.filter((path) => !path.endsWith('/') && !/\/dist\/program\/|\/docs\//.test(path));
    expect(shown.toSorted()).toEqual(
      [
        './usr/bin/restorable -> ../share/restorable/bin/restorable.js',
        './usr/lib/systemd/system/restorable-verify@.service',
        './usr/lib/systemd/system/restorable-verify@.timer',
        './usr/share/bash-completion/completions/restorable',
        './usr/share/doc/restorable/CHANGELOG.md',
        './usr/share/doc/restorable/README.md',
        './usr/share/doc/restorable/changelog.gz',
        './usr/share/doc/restorable/copyright',
        './usr/share/fish/vendor_completions.d/restorable.fish',
        './usr/share/man/man1/restorable.1.gz',
        './usr/share/restorable/bin/package.json',
        './usr/share/restorable/bin/restorable.js',
        './usr/share/restorable/package.json',
        './usr/share/zsh/vendor-completions/_restorable',
      ].toSorted(),
    );
    const parts = readdirSync(join(TOP, 'dist/program')).filter((part) => part !== 'LICENSES.txt');
    expect(readdirSync(inTree('usr/share/restorable/dist/program')).toSorted()).toEqual(parts.toSorted());
    const copyright = readFileSync(inTree('usr/share/doc/restorable/copyright'), 'utf8');
    for (const license of ['LICENSE', 'dist/program/LICENSES.txt'])
      expect(copyright).toContain(readFileSync(join(TOP, license), 'utf8').trim());
    const page = gunzipSync(readFileSync(inTree('usr/share/man/man1/restorable.1.gz')));
    expect(page.equals(readFileSync(join(TOP, 'docs/restorable.1')))).toBe(true);
    const depends = ['--field', join(scratch, 'made', name), 'Depends'];
    const { engines }: { readonly engines: { readonly node: string } } = JSON.parse(
      readFileSync(join(TOP, 'package.json'), 'utf8'),
    );
    expect(execFileSync('dpkg-deb', depends, { encoding: 'utf8' })).toBe(
      `nodejs (${engines.node.replace('>=', '>= ')})\n`,
    );
  });

  it('has a program that seals, verifies and sees damage', async () => {
    const root = join(scratch, 'backup');
    mkdirSync(root);
    writeFileSync(join(root, 'a.txt'), 'a line\n'.repeat(1000));
    const run = (...args: string[]): Promise<Ran> =>
      execute(process.execPath, [inTree('usr/bin/restorable'), ...args], {
        cwd: '/',
        env: { PATH: '', XDG_STATE_HOME: scratch },
      });
    expect(await run('--version')).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(await run('seal', root)).toMatchObject({ code: 0, stderr: '' });
    expect(await run('verify', root)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    writeFileSync(join(root, 'a.txt'), 'b line\n'.repeat(1000));
    expect(await run('verify', root)).toMatchObject({ code: 1 });
    expect(readFileSync(inTree('usr/bin/restorable'), 'utf8')).toMatch(/^#!\/usr\/bin\/node\n/);
  });

  it.skipIf(!needs('systemd-analyze', 'systemd-escape'))(
    'has units that systemd takes for any path',
    async () => {
      const units = join(scratch, 'units');
      const installed = inTree('usr/lib/systemd/system');
      const service = readFileSync(join(installed, 'restorable-verify@.service'), 'utf8');
      expect(service).toMatch(/^RequiresMountsFor=%f$/m);
      expect(service).toMatch(/^ExecStart=:\/usr\/bin\/restorable verify --lock-wait 1h --keep 60 -- %f$/m);
      expect(service).toMatch(/^CapabilityBoundingSet=CAP_DAC_READ_SEARCH$/m);
      mkdirSync(units);
      for (const path of ['/srv/backup', '/srv/a b/$HOME 100%'])
        for (const kind of ['service', 'timer']) {
          const escaped = execFileSync('systemd-escape', ['--path', path], { encoding: 'utf8' }).trim();
          const text = readFileSync(join(installed, `restorable-verify@.${kind}`), 'utf8');
          const unit = join(units, `restorable-verify@${escaped}.${kind}`);
          writeFileSync(unit, text.replace(':/usr/bin/restorable ', `:${inTree('usr/bin/restorable')} `));
          const { stderr } = await execute('systemd-analyze', ['verify', '--man=no', unit]);
          expect(stderr.split('\n').filter((line) => line.includes('restorable'))).toEqual([]);
        }
    },
  );
});
