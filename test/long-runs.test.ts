/** Long runs: one that is stopped goes on, and one that is too long for a night reads a part in each. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { EndEvent } from '../src/model/event.ts';
import { makeFolder } from './help/folder.ts';
import { execute, PROGRAM, parseEvents, type Ran, restorable } from './help/program.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = makeFolder();
const root = join(folder.path, 'root');
const HUGE = 64 * 2 ** 30;

function place(): { readonly env: NodeJS.ProcessEnv; readonly state: string } {
  const home = mkdtempSync(join(folder.path, 'state-'));
  return { env: { ...process.env, XDG_STATE_HOME: home }, state: join(home, 'restorable') };
}

const program = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> =>
  execute(process.execPath, [PROGRAM, ...args], { env });

beforeAll(async () => {
  for (let i = 0; i < 400; i++)
    folder.write(`root/a/file-${i}.txt`, `line ${i} of a file\n`.repeat(1 + (i % 50)));
  expect((await restorable(['seal', root])).code).toBe(0);
});

/** The bytes that a process has read so far. */
function bytesReadBy(pid = 0): number {
  return Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

/** Seals a tree with a file that takes minutes to read, after some that do not: it has no blocks on the disk. */
async function makeSlowTree(): Promise<string> {
  const slow = join(folder.path, 'slow');
  for (let i = 0; i < 400; i++) folder.write(`slow/a/file-${i}.txt`, `line ${i} of a file\n`);
  folder.write('slow/z-huge.raw', '?');
  const file = join(slow, 'restorable.sha256');
  expect((await restorable(['seal', '--accept-findings', slow])).code).toBe(0);
  const text = readFileSync(file, 'latin1')
    .replace(/^#f\t1\t(.*\n[0-9a-f]{64} .z-huge)/m, `#f\t${HUGE}\t$1`)
    .replace(/\tbytes=(\d+)/, (_, bytes: string) => `\tbytes=${Number(bytes) - 1 + HUGE}`);
  const end = text.lastIndexOf('#%end');
  const sum = createHash('sha256').update(text.slice(0, end), 'latin1').digest('hex');
  writeFileSync(
    file,
    text.slice(0, end) + text.slice(end).replace(/sha256=[0-9a-f]{64}/, `sha256=${sum}`),
    'latin1',
  );
  truncateSync(join(slow, 'z-huge.raw'), HUGE);
  return slow;
}

describe('a run that is stopped', () => {
  it.skipIf(!existsSync('/proc/self/io'))(
    'says how to go on, goes on, and loses nothing where the next one is killed',
    async () => {
      const slow = await makeSlowTree();
      const { env, state } = place();
      const stop = async (
        signal: NodeJS.Signals,
      ): Promise<{ code: number | null; said: string; end: EndEvent | undefined }> => {
        const before = existsSync(join(state, 'journal')) ? readdirSync(join(state, 'journal')) : [];
        const child = spawn(process.execPath, [PROGRAM, 'verify', '--resume', '--jobs', '2', slow], { env });
        let said = '';
        child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
        const ended = once(child, 'exit');
        const journal = (): string | undefined =>
          existsSync(join(state, 'journal'))
            ? readdirSync(join(state, 'journal')).find((name) => !before.includes(name))
            : undefined;
        // All small files are read by then, and the last one takes minutes.
        while (bytesReadBy(child.pid) < HUGE / 64) await sleep(20);
        child.kill(signal);
        const [code] = await ended;
        const events = parseEvents(
          readFileSync(join(state, 'journal', journal() ?? ''), 'utf8').replace(/[^\n]*$/, ''),
        );
        const end = events.find((event) => event.type === 'end');
        return { code: typeof code === 'number' ? code : null, said, end };
      };
      const first = await stop('SIGTERM');
      expect(first).toMatchObject({ code: 143, end: { interrupted: true, resumable: true } });
      expect(first.end?.resumed).toBeUndefined();
      expect(first.said).toContain('what held until now is kept');
      expect(first.said).toContain(`restorable verify --resume '${slow}'`);
      expect((await stop('SIGKILL')).end).toBeUndefined();
      const third = await stop('SIGTERM');
      expect(third).toMatchObject({ code: 143, end: { interrupted: true, resumable: true } });
      expect(third.end?.resumed?.files).toBeGreaterThan(200);
      const [kept = ''] = readdirSync(join(state, 'resume'));
      writeFileSync(join(state, 'resume', kept), 'damaged');
      const fourth = await stop('SIGTERM');
      expect(fourth.said).toContain('nothing is resumed, and all is read: what was kept of it is damaged');
      expect(fourth.end?.resumed).toBeUndefined();
      rmSync(slow, { recursive: true });
    },
  );

  it('leaves nothing behind where it comes to its end', async () => {
    const { env, state } = place();
    const { code, stderr } = await program(['verify', '--resume', root], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(existsSync(join(state, 'resume')) ? readdirSync(join(state, 'resume')) : []).toEqual([]);
  });
});

describe('a run that reads a part', () => {
  it('says so in every report, and how far all is proven', async () => {
    const { env, state } = place();
    const reports = ['prometheus', 'html', 'markdown', 'nagios', 'csv'];
    const files = reports.flatMap((name) => ['--report', `${name}:${join(state, '..', name)}`]);
    const { code, stdout } = await program(['verify', '--budget', '1kB', '-v', ...files, root], env);
    expect(code).toBe(0);
    expect(stdout).toMatch(/scope: only \d+ of 400 files read .* of files and \d+ % of bytes proven since/);
    expect(stdout).toContain('intact: in part (only a part was read in this run)');
    for (const name of reports.slice(1))
      expect(readFileSync(join(state, '..', name), 'utf8')).toMatch(/scope: only \d+ of 400/);
    const metrics = readFileSync(join(state, '..', 'prometheus'), 'utf8');
    expect(metrics).toMatch(/restorable_listed_files\{.*\} 400/);
    expect(metrics).toMatch(/restorable_scope\{.*by="spread"\} 1/);
    const status = await program(['status', root], env);
    expect(status.stdout).toMatch(/^RESTORABLE OK - .*scope: only \d+ of 400 .*coverage=\d\d?%/);
    // The next ones read the rest, and then all is proven.
    const { stdout: all } = await program(['verify', '--budget', '1h', '--json', root], env);
    expect(parseEvents(all).at(-1)).toMatchObject({ exit: 0, spread: { files: 400, provenFiles: 400 } });
    expect((await program(['status', root], env)).stdout).toContain('coverage=100%');
  });

  it('ends with 3 and a warning where the promise cannot be kept', async () => {
    const { env } = place();
    const { code, stderr } = await program(['verify', '--cover', '1d', '--budget', '1B', root], env);
    expect(code).toBe(3);
    expect(stderr).toContain('the budget is too small for the promise: each run has to read');
  });

  it.each([
    [['--resume'], '--resume and --cover cannot be combined'],
    [['--no-journal'], '--cover needs what is kept in the state directory'],
    [['--exclude', 'x'], '--cover and --exclude cannot be combined'],
    [['--files-from', '/dev/null'], '--cover and --files-from cannot be combined'],
    [['--one-file-system'], '--cover and --one-file-system cannot be combined'],
    [['--strong'], '--cover and --strong cannot be combined'],
    [['--require-signature', '--allowed-signers', 'x'], '--cover and --require-signature cannot be combined'],
    [['--max-age', '1d'], '--cover and --max-age cannot be combined'],
    [['--replicas'], '--cover and --replicas cannot be combined'],
    [['--voucher', 'restic'], '--cover is about manifests of restorable, not restic'],
    [['--budget', '20'], 'a duration such as 2h'],
    [['--budget', '0s'], 'more than nothing'],
    [['--budget', '1h', '--budget', '2h'], 'one of this kind already'],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await program(['verify', '--cover', '30d', ...flags, root], place().env);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('refuses a tree that other lists vouch for', async () => {
    folder.write('lists/a.txt', 'a\n');
    const sum = createHash('sha256').update('a\n').digest('hex');
    folder.write('lists/SHA256SUMS', `${sum}  a.txt\n`);
    const { code, stderr } = await program(
      ['verify', '--cover', '30d', join(folder.path, 'lists')],
      place().env,
    );
    expect(code).toBe(2);
    expect(stderr).toContain('need a tree with one manifest of restorable over all of it');
    const resumed = await program(['verify', '--resume', join(folder.path, 'lists')], place().env);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain('nothing is resumed, and all is read: only a run over one manifest');
  });
});
