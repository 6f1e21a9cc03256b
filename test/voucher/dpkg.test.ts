import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dpkg } from '../../src/voucher/dpkg/dpkg.ts';
import { type Folder, makeFolder } from '../help/folder.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const EMPTY = 'd41d8cd98f00b204e9800998ecf8427e';
const OTHER = '0cc175b9c0f1b6a831c399e269772661';
const INFO = 'var/lib/dpkg/info';
const LIST = `${INFO}/a.md5sums`;

function system(files: Readonly<Record<string, string>>): Folder {
  const folder = makeFolder();
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  return folder;
}

describe('dpkg', () => {
  it.each([
    ['system', `${INFO}/restored.md5sums`, ['usr/bin/prog', 'usr/share/doc/x/readme']],
    ['package', 'DEBIAN/md5sums', ['bin/prog', 'usr/share/doc/x/readme']],
  ])('holds the files of a %s, links followed', async (name, path, paths) => {
    const root = fixtureOf('dpkg', name);
    const vouching = await opened(dpkg, root, path);
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching.entries.map((promised) => promised.path)).toEqual(paths);
    expect(await held(root, vouching)).toEqual({ held: 2, not: [] });
  });

  it('finds a system below the root, and all lists as one', async () => {
    const folder = makeFolder();
    cpSync(fixtureOf('dpkg', 'system'), `${folder.path}/host/day1`, {
      recursive: true,
      verbatimSymlinks: true,
    });
    folder.write(`host/day1/${INFO}/zz.md5sums`, `${EMPTY}  usr/empty\n`);
    folder.write('host/day1/usr/empty');
    const vouching = await opened(dpkg, folder.path, `host/day1/${INFO}/restored.md5sums`);
    expect(await held(folder.path, vouching)).toEqual({ held: 3, not: [] });
    expect(vouching).toMatchObject({ base: 'host/day1', inventory: 'open' });
    expect(vouching.own).toHaveLength(2);
    expect(listOf(dpkg).find(new Set(['b.md5sums', 'a.md5sums', 'x.list']))).toEqual(['a.md5sums']);
    expect(listOf(dpkg).find(new Set(['md5sums', 'control']))).toEqual(['md5sums']);
    expect(listOf(dpkg).find(new Set(['md5sums']))).toEqual([]);
    expect(await listOf(dpkg).open({ root: folder.path, path: 'elsewhere/a.md5sums' })).toBeUndefined();
  });

  it('knows configuration, diversions, files of other packages and what was not to be installed', async () => {
    const { path: root } = system({
      'usr/other': '',
      [LIST]: `${EMPTY}  etc/a.conf\n${EMPTY}  usr/bin/x\n${EMPTY}  usr/gone\n${EMPTY}  usr/share/doc/a/README\n${EMPTY}  usr/share/doc/a/copyright\n`,
      [`${INFO}/a.list`]:
        '/.\n/etc/a.conf\n/usr/bin/x\n/usr/share/doc/a/README\n/usr/share/doc/a/copyright\n',
      'var/lib/dpkg/status': `Package: a\nConffiles:\n /etc/a.conf ${EMPTY}\nDescription: a\n`,
      'var/lib/dpkg/diversions': '/usr/bin/x\n/usr/bin/x.real\nb\n',
      'etc/dpkg/dpkg.cfg.d/docs':
        '# none\npath-exclude=/usr/share/doc/*\npath-include /usr/share/doc/*/copyright\n',
    });
    const { entries: promises, findings, notes } = await opened(dpkg, root, LIST);
    expect(findings).toEqual([]);
    expect(promises.map(({ path }) => path)).toEqual(['usr/bin/x.real', 'usr/share/doc/a/copyright']);
    expect(notes.slice(1)).toEqual([
      'configuration files, left out: 1',
      'files that are no longer of the package, left out: 1',
      'files that dpkg was told not to install, left out: 1',
    ]);
  });

  it.each([
    ['unsafe', `${EMPTY}  ../x\n`, `manifest-unsafe-path ${LIST}: line 1: '..' in the path`],
    ['short', `${EMPTY.slice(1)}  x\n`, `manifest-damaged ${LIST}: line 1: not an MD5 digest and a path`],
    [
      'contradicting',
      `${EMPTY}  x\n${OTHER}  x\n`,
      'manifest-duplicate x: a.md5sums and a.md5sums give it different digests',
    ],
  ])('says what is wrong: %s', async (_, text, problem) => {
    const { path: root } = system({ [LIST]: text });
    expect(problemsOf(await opened(dpkg, root, LIST))).toEqual([problem]);
  });

  it('asks for nothing of directories that were not copied, and for all else', async () => {
    const lines = `${EMPTY}  bin/x\n${EMPTY}  usr/bin/y\n${EMPTY}  var/lib/a/z\n${EMPTY}  etc/a/default\n`;
    const asked = async (more: Readonly<Record<string, string>>, link?: string): Promise<string[]> => {
      const folder = system({ [LIST]: lines, ...more });
      if (link !== undefined) symlinkSync('usr/bin', join(folder.path, link));
      const { entries, notes } = await opened(dpkg, folder.path, LIST);
      const left = notes.filter((note) => note.includes('no part of this copy'));
      return [...entries.map(({ path }) => path), ...left].toSorted();
    };
    const part = 'files of directories that are no part of this copy, left out: ';
    expect(await asked({ 'etc/a/x': '', 'var/lib/a/x': '' })).toEqual([
      'etc/a/default',
      `${part}2`,
      'var/lib/a/z',
    ]);
    expect(await asked({ 'var/lib/a/x': '' })).toEqual([`${part}3`, 'var/lib/a/z']);
    expect(await asked({})).toEqual([`${part}4`]);
    const whole = ['bin/x', 'etc/a/default', 'usr/bin/y', 'var/lib/a/z'];
    expect(await asked({ 'usr/share/a': '' })).toEqual(whole);
    expect(await asked({ 'lib/a': '' })).toEqual(whole);
    // A system whose /usr was lost still has the links into it.
    expect(await asked({ 'etc/hosts': '' }, 'bin')).toEqual(whole);
  });

  it('does not leave the root through a link', async () => {
    const folder = system({ [LIST]: `${EMPTY}  away/hosts\n` });
    folder.link('away', '/etc');
    const { entries: promises, notes } = await opened(dpkg, folder.path, LIST);
    expect(promises).toEqual([]);
    expect(notes).toContain('files behind links that lead out of the root, not read: 1');
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    const files = [`${INFO}/restored.md5sums`, `${INFO}/restored.list`, 'var/lib/dpkg/status'];
    await expectUnshaken(dpkg, fixtureOf('dpkg', 'system'), files, 80);
  });
});
