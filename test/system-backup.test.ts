/** A copy of the system that the tests run on: nobody tuned it, and all of it is healthy. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

const scratch = makeScratch();

/** Lists, texts, databases and programs of a Debian; what only root may read is left out of the copy. */
const PARTS = [
  'etc',
  'var/lib/dpkg',
  'var/cache/man',
  'var/lib/apt/extended_states',
  'usr/share/doc',
  'usr/share/perl',
];

describe.skipIf(!existsSync('/var/lib/dpkg/alternatives') || !needs('tar'))('a copy of a Debian root', () => {
  it('ends 0', { timeout: 300_000 }, async () => {
    const root = join(scratch, 'root');
    mkdirSync(root);
    const parts = PARTS.filter((part) => existsSync(join('/', part)));
    const script = 'tar -C / --ignore-failed-read -cf - "$@" 2> /dev/null | tar -C "$0" -xf -';
    execFileSync('sh', ['-c', script, root, ...parts], { stdio: 'ignore' });
    const { code, events } = await told(['scan', root], { within: 280_000 });
    const findings = events.filter((event) => event.type === 'finding' && event.severity !== 'note');
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
  });
});

describe('a root in which nothing is', () => {
  const scan = async (name: string, make: (root: string) => void): Promise<unknown> => {
    const root = join(scratch, name);
    mkdirSync(root);
    make(root);
    const [scanned, sealed] = [await told(['scan', root]), await told(['seal', root])];
    expect(existsSync(join(root, 'restorable.sha256'))).toBe(scanned.code === 0);
    return { scan: scanned.code, seal: sealed.code, findings: scanned.findings };
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
    expect(await scan('json', beside(numbered(300, 'N.json')))).toEqual({
      scan: 1,
      seal: 1,
      findings: ['garbage-directory '],
    });
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
