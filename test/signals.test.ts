/** Stopped runs: by a signal, by a kill, and by a reader that has seen enough. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { withoutDigest } from './help/journal.ts';
import { execute, PROGRAM, parseEvents, restorable } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

const HUGE = 64 * 2 ** 30;

/** A tree that takes minutes: a huge file without blocks on the disk, between small ones, listed or sealed. */
function makeSlowTree(): { readonly root: string; readonly state: string } {
  const home = mkdtempSync(join(scratch, 'slow-'));
  const root = join(home, 'root');
  mkdirSync(root);
  const digest = '0'.repeat(64);
  const names = ['a.txt', 'huge.raw', 'z.txt'];
  for (const name of ['a.txt', 'z.txt']) writeFileSync(join(root, name), `${name}\n`);
  const huge = openSync(join(root, 'huge.raw'), 'w');
  ftruncateSync(huge, HUGE);
  closeSync(huge);
  const list = names.map((name) => `SHA256 (${name}) = ${digest}\n`).join('');
  writeFileSync(join(root, 'SHA256SUMS'), list);
  return { root, state: join(home, 'state') };
}

type Running = {
  readonly child: ChildProcess;
  journal(): string;
  readonly ended: Promise<readonly unknown[]>;
};

/** Starts a run and waits until it reads. */
async function start(args: readonly string[], state: string): Promise<Running> {
  const env = { ...process.env, XDG_STATE_HOME: state };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const directory = join(state, 'restorable', 'journal');
  const journal = (): string => {
    const [name] = existsSync(directory) ? readdirSync(directory) : [];
    return name === undefined ? '' : readFileSync(join(directory, name), 'utf8');
  };
  for (let waited = 0; journal() === '' && waited < 10_000; waited += 20) await sleep(20);
  await sleep(300);
  return { child, journal, ended };
}

describe('a signal', () => {
  it.each([
    ['SIGINT', 'verify', 130],
    ['SIGTERM', 'verify', 143],
    ['SIGTERM', 'scan', 143],
  ] as const)('%s stops %s in the middle of a file', async (signal, command, code) => {
    const { root, state } = makeSlowTree();
    const { child, journal, ended } = await start([command, '--jobs', '1', root], state);
    child.kill(signal);
    expect(await ended).toEqual([code, null]);
    const events = parseEvents(withoutDigest(journal()));
    expect(events[0]).toMatchObject({ type: 'begin', command });
    const end = events.find((event) => event.type === 'end');
    expect(end).toBe(events.at(-1));
    expect(end).toMatchObject({ exit: code, interrupted: true });
    expect(end?.verdict).not.toBe('sound');
    expect(end?.bytes).toBeLessThan(HUGE / 2);
    expect(end?.files).toBeLessThan(readdirSync(root).length - Number(command === 'verify'));
    expect(events.filter((event) => event.type === 'finding' && event.code === 'missing')).toEqual([]);
  });

  it.each(['scan', 'verify'])('stops %s also in a file that is alone', async (command) => {
    const { root, state } = makeSlowTree();
    for (const name of ['a.txt', 'z.txt', 'SHA256SUMS']) rmSync(join(root, name));
    writeFileSync(join(state, '..', 'huge.raw.sha256'), `${'0'.repeat(64)}  huge.raw\n`);
    const list = command === 'verify' ? ['--manifest', join(state, '..', 'huge.raw.sha256')] : [];
    const { child, journal, ended } = await start([command, ...list, root], state);
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    expect(parseEvents(withoutDigest(journal())).at(-1)).toMatchObject({
      type: 'end',
      interrupted: true,
      files: 0,
    });
  });

  it('stops a run over several roots: the next one is not begun', async () => {
    const { root, state } = makeSlowTree();
    const { child, journal, ended } = await start(['verify', root, makeSlowTree().root], state);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(parseEvents(withoutDigest(journal())).filter((event) => event.type === 'begin').length).toBe(1);
  });

  it('leaves nothing behind where it stops a seal, and the old manifest as it was', async () => {
    const { root, state } = makeSlowTree();
    writeFileSync(join(root, 'restorable.sha256'), 'the old one\n');
    const { child, ended } = await start(['seal', '--force', '--accept-findings', root], state);
    expect(readdirSync(root).length).toBe(6);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(readdirSync(root).toSorted()).toEqual([
      'SHA256SUMS',
      'a.txt',
      'huge.raw',
      'restorable.sha256',
      'z.txt',
    ]);
    expect(readFileSync(join(root, 'restorable.sha256'), 'utf8')).toBe('the old one\n');
  });
});

describe('a kill', () => {
  it('leaves a journal of whole lines without an end', async () => {
    const { root, state } = makeSlowTree();
    const { child, journal, ended } = await start(['verify', root], state);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    const events = parseEvents(withoutDigest(journal()));
    expect(events[0]).toMatchObject({ type: 'begin' });
    expect(events.filter((event) => event.type === 'end')).toEqual([]);
  });
});

describe.skipIf(!needs('bash', 'head'))('a reader that has seen enough', () => {
  it.each(['--json', '--limit=9999'])('ends %s quietly, with the code of the verdict', async (flag) => {
    const root = mkdtempSync(join(scratch, 'wide-'));
    for (let i = 0; i < 1200; i++) writeFileSync(join(root, `a rather long name, number ${i}`), `${i}\n`);
    expect((await restorable(['seal', root])).code).toBe(0);
    execFileSync('sh', ['-c', 'find . -name "a rather*" -delete'], { cwd: root });
    const pipe = `"$0" "$1" verify --no-journal ${flag} "$2" | head -n 1; echo "exit \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await execute('bash', ['-c', pipe, process.execPath, PROGRAM, root]);
    const [first, ...rest] = stdout.split('\n');
    expect(first).toMatch(/^\{"type":"begin"|^DAMAGED /);
    expect(rest).toEqual(['exit 1', '']);
    expect(stderr).toBe('');
  });
});
