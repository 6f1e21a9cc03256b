/** A copy of the system that the tests run on: nobody tuned it, and all of it is healthy. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../src/model/event.ts';
import { told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ hookTimeout: 120_000 });

const scratch = makeScratch();

/** Lists, texts, databases and programs of a Debian; what only root may read is left out of the copy. */
const PARTS = [
  'etc',
  'var/lib/dpkg',
  'var/cache/man',
  'var/lib/apt/extended_states',
  'usr/share/doc/perl',
  'usr/share/doc/git',
  'usr/share/pam',
  'usr/share/perl',
];

/** What Debian fills of a root; beside it lie the data of people, and what no package brought. */
const OF_DEBIAN = ['bin', 'boot', 'etc', 'lib', 'lib32', 'lib64', 'libx32', 'sbin', 'usr', 'var'];

/** Not of Debian, or broken on purpose by those who test with it: each was looked at. */
const NOT_HEALTHY = [
  '/usr/local/',
  '/var/tmp/',
  '/var/lib/docker/',
  // Another publisher's, with the tests of its parsers.
  '/usr/lib/google-cloud-sdk/',
  // Programs of no bytes, for the test of a tool that looks for programs.
  '/usr/lib/llvm-*/build/utils/lit/tests/',
  // A certificate of no bytes, for the test of that error.
  '/usr/lib/python3/dist-packages/future/backports/test/',
];

/** Packages that were installed: all of one kind, and to unpack them takes four times as long as all else. */
const PACKAGES = '/var/cache/apt/archives/';
const SOME = 20;
const MOST_BYTES = 200_000;

/** Some of the packages that are not large. */
function somePackages(): readonly string[] {
  if (!existsSync(PACKAGES)) return [];
  return readdirSync(PACKAGES)
    .map((name) => join(PACKAGES, name))
    .filter((path) => path.endsWith('.deb') && statSync(path).size <= MOST_BYTES)
    .slice(0, SOME)
    .map((path) => path.slice(1));
}

const flagged = (events: readonly RunEvent[]): readonly RunEvent[] =>
  events.filter((event) => event.type === 'finding' && event.severity !== 'note');

describe.skipIf(!existsSync('/var/lib/dpkg/alternatives') || !needs('tar'))('a Debian root', () => {
  const copyOf = (name: string, parts: readonly string[]): string => {
    const root = join(scratch, name);
    mkdirSync(root);
    const script = 'tar -C / --ignore-failed-read -cf - "$@" 2> /dev/null | tar -C "$0" -xf -';
    const there = parts.filter((part) => existsSync(join('/', part)));
    execFileSync('sh', ['-c', script, root, ...there], { stdio: 'ignore' });
    return root;
  };

  it('ends 0 as a copy under scan', { timeout: 300_000 }, async () => {
    const { code, events } = await told(['scan', copyOf('root', PARTS)], { within: 280_000 });
    expect({ code, findings: flagged(events) }).toEqual({ code: 0, findings: [] });
  });

  it('ends 0 under seal and verify', { timeout: 500_000 }, async () => {
    // Without the lists of dpkg, which name what is not copied.
    const state = ['etc', 'var/cache/man', 'var/lib/dpkg/alternatives', ...PARTS.slice(-4)];
    const root = copyOf('state', [...state, 'usr/share/mime', 'usr/lib/systemd', ...somePackages()]);
    for (const command of ['seal', 'verify']) {
      const { code, events } = await told([command, root], { within: 240_000 });
      expect({ command, code, findings: flagged(events) }).toEqual({ command, code: 0, findings: [] });
    }
  });

  it('has no false alarm under seal and verify as it is, all that Debian put there', {
    timeout: 900_000,
  }, async () => {
    const others = readdirSync('/').filter((name) => !OF_DEBIAN.includes(name));
    const excluded = [...others.map((name) => `/${name}`), ...NOT_HEALTHY, PACKAGES];
    const scope = ['--one-file-system', ...excluded.flatMap((each) => ['--exclude', each])];
    const manifest = join(scratch, 'system.sha256');
    const accepted = ['changed', 'missing', 'grown', 'truncated'].flatMap((code) => ['--accept-code', code]);
    const sealed = await told(['seal', '/', '-o', manifest, ...accepted, ...scope], { within: 600_000 });
    // What somebody changed in a package since it was installed is no false alarm.
    expect(
      flagged(sealed.events).filter((event) => !(event.type === 'finding' && event.by?.format === 'dpkg')),
    ).toEqual([]);
    expect(sealed.code).toBe(0);
    const verified = await told(['verify', '/', '--manifest', manifest, ...scope], { within: 600_000 });
    expect(verified.events.at(-1)).toMatchObject({ type: 'end' });
    // A system that runs writes there.
    const isOfToday = (event: RunEvent): boolean => event.type === 'finding' && event.path.startsWith('var/');
    expect(flagged(verified.events).filter((event) => !isOfToday(event))).toEqual([]);
  });
});

describe('digests of earlier versions of a setting, as Debian keeps them', () => {
  const DIGEST = 'b58d8e0a6cadbf879df94869cca6be98';
  const treeWith = (name: string, list: string): string => {
    const root = join(scratch, name);
    mkdirSync(join(root, 'etc/pam.d'), { recursive: true });
    mkdirSync(join(root, 'usr/share/pam'), { recursive: true });
    for (const path of ['etc/pam.d/common-auth', 'usr/share/pam/common-auth'])
      writeFileSync(join(root, path), 'auth required pam_permit.so\n');
    writeFileSync(join(root, 'usr/share/pam/common-auth.md5sums'), list);
    return root;
  };

  it.each([
    [
      'several',
      `${DIGEST}  /etc/pam.d/common-auth\n${DIGEST.replace('b', 'c')}  /etc/pam.d/common-auth\n${DIGEST}\t# 1.0.1-6 -\n`,
    ],
    ['one', `${DIGEST}\t# 1.0.1-11 -\n`],
    ['a name in its source', `${DIGEST}  debian/local/common-auth\n${DIGEST}\t# 1.0.1-6 -\n`],
  ])('are no list of what is there: %s', async (name, list) => {
    const root = treeWith(`versions-${name}`, list);
    expect(await told(['seal', root])).toMatchObject({ code: 0, findings: [] });
  });

  it('are one without versions', async () => {
    const root = treeWith('no-versions', `${DIGEST}  /etc/pam.d/common-auth\n`);
    expect(await told(['seal', root])).toMatchObject({
      code: 1,
      findings: ['changed etc/pam.d/common-auth'],
    });
  });
});

describe('a root in which nothing is', () => {
  const scan = async (name: string, make: (root: string) => void): Promise<unknown> => {
    const root = join(scratch, name);
    mkdirSync(root);
    make(root);
    const [scanned, sealed] = [await told(['scan', root]), await told(['seal', root])];
    expect(existsSync(join(root, 'restorable.sha256'))).toBe(scanned.code === 0);
    return { scan: scanned.code, seal: sealed.code, findings: scanned.findings.toSorted() };
  };
  const empty = (root: string, names: readonly string[]): void => {
    for (const name of names) writeFileSync(join(root, name), '');
  };
  const numbered = (count: number, name: string): string[] =>
    Array.from({ length: count }, (_, i) => name.replace('N', `${i}`));

  it('is not sound: directories alone, or files without a byte', { timeout: 60_000 }, async () => {
    const bad = { scan: 1, seal: 1, findings: ['empty-root '] };
    expect(
      await scan('directories', (root) => mkdirSync(join(root, 'home/anna/docs'), { recursive: true })),
    ).toEqual(bad);
    expect(await scan('files', (root) => empty(root, numbered(300, 'sess_N')))).toEqual(bad);
    expect(await scan('one', (root) => empty(root, ['a']))).toEqual(bad);
  });

  it('is a directory that lost its content, beside something', { timeout: 60_000 }, async () => {
    const beside = (names: readonly string[]) => (root: string) => {
      empty(root, names);
      writeFileSync(join(root, 'readme.txt'), 'hello\n');
    };
    const names = numbered(300, 'N.json');
    const findings = [...names.map((name) => `empty-file ${name}`), 'garbage-directory '].toSorted();
    expect(await scan('json', beside(names))).toEqual({ scan: 1, seal: 1, findings });
  });

  it('is not one with sessions, locks and marks beside content', { timeout: 60_000 }, async () => {
    const names = [...numbered(300, 'sess_N'), ...numbered(40, 'N.lock'), ...numbered(40, '__init__N.py')];
    expect(
      await scan('beside', (root) => {
        empty(root, names);
        writeFileSync(join(root, 'readme.txt'), 'hello\n');
      }),
    ).toEqual({ scan: 0, seal: 0, findings: [] });
  });
});
