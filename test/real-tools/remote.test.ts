/** Trees behind rclone: the same damage on a disk, over SFTP, WebDAV and an alias comes to the same findings. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FindingEvent } from '../../src/model/event.ts';
import { makeFolder } from '../help/folder.ts';
import { freePort } from '../help/free-port.ts';
import { proseOf } from '../help/made.ts';
import { execute, isFinding, PROGRAM, parseEvents, type Ran } from '../help/program.ts';
import { needs } from '../help/tools.ts';
import { until } from '../help/until.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const TWO_MINUTES = 120_000;
const { path: home } = makeFolder();
const tree = join(home, 'tree');
const started: ChildProcess[] = [];
const env: NodeJS.ProcessEnv = { ...process.env, XDG_STATE_HOME: home, RCLONE_CONFIG: join(home, 'none') };

function restorable(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return execute(process.execPath, [PROGRAM, ...args], { env: { ...env, ...more }, within: 60_000 });
}

/** The rclone processes that have all these texts among their arguments. */
function rclonesOf(...texts: readonly string[]): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words[0] === 'rclone' && texts.every((text) => words.some((word) => word.includes(text)))
        ? [Number(pid)]
        : [];
    } catch {
      return [];
    }
  });
}

async function startSshd(): Promise<void> {
  const at = (name: string): string => join(home, 'ssh', name);
  mkdirSync(at(''));
  mkdirSync('/run/sshd', { recursive: true });
  for (const key of ['host', 'key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
  copyFileSync(at('key.pub'), at('authorized'));
  const port = await freePort();
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('authorized')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin yes',
    'Subsystem sftp internal-sftp',
  ];
  writeFileSync(at('config'), `${lines.join('\n')}\n`);
  started.push(spawn('/usr/sbin/sshd', ['-D', '-e', '-f', at('config')], { stdio: 'ignore' }));
  Object.assign(env, {
    RCLONE_CONFIG_S_TYPE: 'sftp',
    RCLONE_CONFIG_S_HOST: '127.0.0.1',
    RCLONE_CONFIG_S_PORT: `${port}`,
    RCLONE_CONFIG_S_USER: execFileSync('id', ['-un'], { encoding: 'utf8' }).trim(),
    RCLONE_CONFIG_S_KEY_FILE: at('key'),
    RCLONE_CONFIG_S_SHELL_TYPE: 'none',
  });
  await until(() => answersAt(['lsf', `S:${home}`]), 'sshd answers', TWO_MINUTES);
}

async function startWebDav(): Promise<void> {
  const port = await freePort();
  const args = [
    'serve',
    'webdav',
    '--addr',
    `127.0.0.1:${port}`,
    '--read-only',
    '--dir-cache-time',
    '0s',
    home,
  ];
  started.push(spawn('rclone', args, { env, stdio: 'ignore' }));
  Object.assign(env, {
    RCLONE_CONFIG_W_TYPE: 'webdav',
    RCLONE_CONFIG_W_URL: `http://127.0.0.1:${port}`,
    RCLONE_CONFIG_W_VENDOR: 'other',
  });
  await until(() => answersAt(['lsf', 'W:']), 'WebDAV answers', TWO_MINUTES);
}

async function answersAt(args: readonly string[]): Promise<boolean> {
  return (
    (await execute('rclone', ['--retries', '1', '--low-level-retries', '1', ...args], { env })).code === 0
  );
}

/** A tree with names that a URL has to quote, an empty file, an empty directory, a link, and files of several ranges. */
function makeTree(): void {
  for (const directory of ['sub/deep', 'empty', 'www']) mkdirSync(join(tree, directory), { recursive: true });
  const write = (name: string, bytes: string | Buffer): void => writeFileSync(join(tree, name), bytes);
  write('a%20b #?\\ \u00e9.txt', proseOf(3));
  write('empty.txt', '');
  write('www/index.html', '<!doctype html><title>x</title>\n');
  for (const name of ['one', 'two', 'three', 'four']) write(`sub/${name}.txt`, proseOf(name.length * 50));
  write('sub/deep/large.txt', Buffer.concat(Array.from({ length: 300 }, (_, i) => proseBytes(i))));
  symlinkSync('sub/one.txt', join(tree, 'link'));
}

function proseBytes(seed: number): Buffer {
  return Buffer.from(`${seed} ${proseOf(200)}\n`);
}

function damage(): void {
  const large = join(tree, 'sub/deep/large.txt');
  const bytes = readFileSync(large);
  bytes.fill(0, 1_300_000, 1_304_096);
  writeFileSync(large, bytes);
  truncateSync(join(tree, 'sub/one.txt'), 1000);
  renameSync(join(tree, 'sub/two.txt'), join(tree, 'sub/deep/second.txt'));
  rmSync(join(tree, 'sub/three.txt'));
  writeFileSync(join(tree, 'new.txt'), 'new\n');
  unlinkSync(join(tree, 'link'));
  symlinkSync('nowhere', join(tree, 'link'));
}

/** The findings of a run, without the fractions of a second, which not every remote keeps. */
async function findingsOf(
  command: string,
  root: string,
): Promise<{ code: number | null; found: FindingEvent[] }> {
  const { code, stdout } = await restorable([command, '--json', '--no-journal', root]);
  const found = parseEvents(stdout.replaceAll(/(:\d\d)\.\d{3}Z/g, '$1Z')).filter(isFinding);
  return { code, found };
}

describe.skipIf(!needs('rclone', 'ssh-keygen'))('a remote tree', () => {
  beforeAll(async () => {
    Object.assign(env, { RCLONE_CONFIG_A_TYPE: 'alias', RCLONE_CONFIG_A_REMOTE: home });
    makeTree();
    await Promise.all([startSshd(), startWebDav()]);
    expect((await restorable(['seal', tree])).code).toBe(0);
  });
  afterAll(() => {
    for (const each of started) each.kill();
  });

  it.each(['A:tree', `S:${tree}`, 'W:tree'])('%s is sound where the disk is', async (place) => {
    const { code, stdout } = await restorable(['verify', '-v', '--no-journal', `rclone:${place}`]);
    expect(stdout).toContain(place.startsWith('A') ? '10 of 10 promised' : '9 of 9 promised');
    const unseen = 'in part (some of what was promised is of a kind that a remote does not show)';
    expect(stdout).toContain(`complete: ${place.startsWith('A') ? 'yes' : unseen}`);
    expect(stdout).toContain('scope: of a remote tree no ');
    expect(code).toBe(0);
    await until(() => rclonesOf(place).length === 0, 'rclone ends', TWO_MINUTES);
  });

  it('vouches for a tree here, and is sealed from here', async () => {
    const manifest = join(home, 'made.sha256');
    expect((await restorable(['verify', '--manifest', 'rclone:A:tree/restorable.sha256', tree])).code).toBe(
      0,
    );
    expect((await restorable(['verify', '--replicas', tree, 'rclone:A:tree'])).code).toBe(0);
    expect((await restorable(['verify', 'rclone:A:tree/a%20b #?\\ \u00e9.txt'])).code).toBe(0);
    expect((await restorable(['seal', '--output', manifest, 'rclone:A:tree'])).code).toBe(0);
    expect(readFileSync(manifest, 'utf8')).toContain('\t-\txxh64=');
    const local = join(home, 'local.sha256');
    expect((await restorable(['seal', '--output', local, tree])).code).toBe(0);
    const [there, here] = [manifest, local].map((file) => hashLinesOf(readFileSync(file, 'utf8')));
    expect(there).toEqual(here);
    expect((await restorable(['head', 'rclone:A:tree'])).stdout).toContain('generation 1');
  });

  it('does not outlive a run that is killed', async () => {
    const child = spawn(
      process.execPath,
      [PROGRAM, 'verify', '--bandwidth', '20k', '--no-journal', 'rclone:A:tree'],
      {
        env,
        stdio: 'ignore',
      },
    );
    await until(() => rclonesOf('A:tree', '--bwlimit').length > 0, 'rclone serves', TWO_MINUTES);
    child.kill('SIGKILL');
    await until(() => rclonesOf('A:tree').length === 0, 'rclone ends with the run', TWO_MINUTES);
  });

  it('has its damage found as on the disk', async () => {
    damage();
    const here = await findingsOf('verify', tree);
    expect(here.code).toBe(1);
    expect(here.found.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['changed', 'missing', 'moved', 'relinked', 'truncated', 'unexpected']),
    );
    expect(await findingsOf('verify', 'rclone:A:tree')).toEqual(here);
    const withoutLinks = { ...here, found: here.found.filter(({ path }) => path !== 'link') };
    expect(await findingsOf('verify', `rclone:S:${tree}`)).toEqual(withoutLinks);
    expect(await findingsOf('verify', 'rclone:W:tree')).toEqual(withoutLinks);
    expect(await findingsOf('scan', 'rclone:W:tree')).toEqual(await findingsOf('scan', tree));
  });

  it('does not pass over a name that rclone cannot spell', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${tree}/caf`), Buffer.from([0xe9])]), 'x');
    const { code, found } = await findingsOf('scan', 'rclone:A:tree');
    expect(found.filter(({ code: of }) => of === 'denied').map(({ path, detail }) => [path, detail])).toEqual(
      [['caf\ufffd', 'could not read the file: EILSEQ']],
    );
    expect(code).toBe(1);
  });

  it.each<[string, readonly string[], number, string]>([
    ['no such path', ['verify', 'rclone:A:nowhere'], 2, 'no such file or directory'],
    ['no such remote', ['verify', 'rclone:Z:tree'], 2, 'no remote has that name'],
    ['no remote', ['verify', 'rclone:tree'], 2, 'no remote is named'],
    ['another command', ['latest', 'rclone:A:tree'], 2, 'only verify, scan, seal and head read remote trees'],
    ['a flag without meaning', ['verify', '--resume', 'rclone:A:tree'], 2, '--resume has no meaning'],
    ['a rate of nothing', ['scan', '--bandwidth', '1M', tree], 2, '--bandwidth is about remote trees'],
    ['a repair from there', ['repair', tree, '--from', 'rclone:A:tree'], 2, 'repair reads no remote'],
    ['a manifest there', ['seal', 'rclone:A:tree'], 2, 'nothing is written to a remote'],
    ['a manifest that is not there', ['verify', '--manifest', 'rclone:A:none', tree], 2, 'no such file'],
  ])('refuses %s', async (_, args, wanted, message) => {
    const { code, stderr } = await restorable(
      [...args, '--no-journal'].slice(0, args[0] === 'latest' ? 2 : undefined),
    );
    expect(stderr).toContain(message);
    expect(stderr).toContain('restorable: hint: ');
    expect(code).toBe(wanted);
  });

  it('says what rclone says where it is not let in, not there or not installed', async () => {
    const other = join(home, 'ssh', 'host');
    const shut = await restorable(['verify', `rclone:S:${tree}`, '--no-journal'], {
      RCLONE_CONFIG_S_KEY_FILE: other,
    });
    expect([shut.code, shut.stderr]).toEqual([3, expect.stringContaining('unable to authenticate')]);
    const bare = await restorable(['verify', 'rclone:A:tree', '--no-journal'], { PATH: join(home, 'ssh') });
    expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('rclone is not installed')]);
    expect(existsSync(join(home, 'none'))).toBe(false);
  });
});

/** The lines of a manifest that sha256sum reads. */
function hashLinesOf(manifest: string): string[] {
  return manifest.split('\n').filter((line) => !line.startsWith('#'));
}
