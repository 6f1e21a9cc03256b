/** What a run needs and touches: the right to read, nothing that is executed, no network, and few packages that run nothing when installed. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { execute, PROGRAM } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const TOP = join(import.meta.dirname, '..');
const scratch = makeScratch();
/** Programs, hooks and settings that name programs, each of which leaves a mark where it is run. */
const MARK = join(scratch, 'was-run');
const SCRIPT = `#!/bin/sh\ntouch ${MARK}\n`;

function layTraps(): string {
  const root = join(scratch, 'root');
  const git = (...args: readonly string[]): Buffer =>
    execFileSync('git', ['-C', join(root, 'work'), ...args]);
  mkdirSync(join(root, 'work'), { recursive: true });
  git('init', '-q');
  writeFileSync(join(root, 'work/a.txt'), 'a file\n');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@b.invalid', 'commit', '-qm', 'a');
  for (const name of ['bin/sha256sum', 'bin/git', 'bin/ssh-keygen', 'bin/node', 'run.sh', '.profile'])
    trap(join(root, name));
  for (const name of ['pre-commit', 'post-checkout', 'fsmonitor-watchman', 'post-index-change'])
    trap(join(root, 'work/.git/hooks', name));
  for (const key of ['core.fsmonitor', 'core.pager', 'diff.external', 'filter.x.clean', 'core.sshCommand'])
    git('config', key, join(root, 'run.sh'));
  writeFileSync(join(root, 'work/.gitattributes'), '* filter=x diff=x\n');
  const load = `require('node:fs').writeFileSync(${JSON.stringify(MARK)}, '');\n`;
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', main: 'index.js' }));
  for (const name of ['index.js', 'node_modules/picomatch/index.js', '.noderc.js']) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), load);
  }
  const config = { sets: { all: { roots: ['.'], execOnFailure: `touch ${MARK}` } } };
  writeFileSync(join(root, 'restorable.json'), JSON.stringify(config));
  return root;
}

function trap(file: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, SCRIPT);
  chmodSync(file, 0o755);
}

describe.skipIf(!needs('strace') || !needs('git'))('a run over programs, hooks and settings', () => {
  it('executes none of them and opens no socket to anywhere', async () => {
    const root = layTraps();
    const env = { ...process.env, XDG_STATE_HOME: join(scratch, 'state') };
    const trace = join(scratch, 'trace');
    for (const command of ['seal', 'verify', 'scan']) {
      const calls = 'execve,execveat,socket,connect,bind,sendto';
      const args = ['-f', '-qq', '-e', `trace=${calls}`, '-e', 'signal=none', '-o', trace];
      const ran = [process.execPath, PROGRAM, command, '--jobs', '2', '--depth', 'deep'];
      const more = command === 'seal' ? ['--accept-findings'] : [];
      const { code } = await execute('strace', [...args, ...ran, ...more, root], { cwd: root, env });
      expect([0, 1]).toContain(code);
      const lines = readFileSync(trace, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
      // The one is that of Node itself.
      expect(lines.map((line) => /\d+ +(\w+)\(/.exec(line)?.[1])).toEqual(['execve']);
    }
    expect(existsSync(MARK)).toBe(false);
  });
});

type Package = {
  readonly version: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
};

describe('the packages that the program needs at run time', () => {
  const lock: { readonly packages: Readonly<Record<string, Package>> } = JSON.parse(
    readFileSync(join(TOP, 'package-lock.json'), 'utf8'),
  );
  const needed = Object.entries(lock.packages).filter(
    ([path, { dev }]) => path.startsWith('node_modules/') && dev !== true,
  );

  it('are few', () => {
    expect(needed.length).toBeGreaterThan(10);
    expect(needed.length).toBeLessThanOrEqual(60);
  });

  it('run nothing when they are installed, are fixed by their digests and have a free license', () => {
    for (const [path, { hasInstallScript, integrity, license }] of needed) {
      expect([path, hasInstallScript ?? false]).toEqual([path, false]);
      expect([path, integrity?.startsWith('sha512-')]).toEqual([path, true]);
      expect([path, license]).toEqual([
        path,
        expect.stringMatching(/^(?:MIT|ISC|BSD-[23]-Clause|BlueOak-1\.0\.0)$/),
      ]);
    }
  });
});
