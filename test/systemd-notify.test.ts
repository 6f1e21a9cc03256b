/** What systemd is told: a real socket that takes datagrams, and the real systemd-notify. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { execute, PROGRAM, type Ran } from './help/program.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-notify-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Takes datagrams as PID 1 would and writes them down, a line each, until it is killed. */
const LISTENER = `
import socket, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
print('ready', flush=True)
while True:
    message = listener.recvmsg(65536)[0].decode()
    if message != 'BARRIER=1': print(message.replace('\\n', ' | '), flush=True)
`;

type Home = { readonly root: string; readonly at: (name: string) => string };

function makeHome(): Home {
  const home = mkdtempSync(join(scratch, 'home-'));
  const at = (name: string): string => join(home, name);
  mkdirSync(at('root'));
  writeFileSync(join(at('root'), 'a.txt'), 'the first file\n');
  return { root: at('root'), at };
}

/** Runs the program as a service of somebody who listens. */
async function served(
  { at }: Home,
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<Ran & { readonly told: readonly string[] }> {
  const place = at('socket');
  const listener = spawn('python3', ['-c', LISTENER, place], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  listener.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  while (!said.startsWith('ready')) await sleep(20);
  try {
    const env = { ...process.env, XDG_STATE_HOME: at('state'), NOTIFY_SOCKET: place, ...more };
    const ran = await execute(process.execPath, [PROGRAM, ...args], { env });
    await sleep(100);
    return { ...ran, told: said.trimEnd().split('\n').slice(1) };
  } finally {
    listener.kill();
  }
}

describe.skipIf(!needs('systemd-notify', 'python3'))('systemd', () => {
  it('is told that the run is up, how it goes and how it ended', async () => {
    const home = makeHome();
    writeFileSync(join(home.root, 'zeros.txt'), Buffer.alloc(5000));
    const { code, told, stderr } = await served(home, ['scan', '--quiet', home.root]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const all = told.join(' | ').split(' | ');
    expect(all[0]).toBe('READY=1');
    expect(all).toContain('STOPPING=1');
    const status = all.findLast((each) => each.startsWith('STATUS='));
    expect(status).toContain(`scan ${home.root}: damaged: 1 zero-filled; 2 files, 5.0 kB read in `);
  });

  it('is told of a root that is not there', async () => {
    const home = makeHome();
    const { code, told } = await served(home, ['verify', join(home.root, 'gone')]);
    expect(code).toBe(2);
    expect(told.join('\n')).toMatch(/STATUS=verify .*gone: failed: .*no such file/);
  });

  it('hears that the program lives, twice in the time of the watchdog', async () => {
    const home = makeHome();
    const args = ['scan', '--quiet', '--exec-on-failure', 'sleep 3', home.root];
    writeFileSync(join(home.root, 'zeros.txt'), Buffer.alloc(5000));
    const { code, told } = await served(home, args, { WATCHDOG_USEC: '1000000' });
    expect(code).toBe(1);
    expect(told.join('|').match(/WATCHDOG=1/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('takes nothing from a name for a message of its own', async () => {
    const home = makeHome();
    const hostile = join(home.root, 'a\nMAINPID=1\nb');
    mkdirSync(hostile);
    writeFileSync(join(hostile, 'a.txt'), 'hello\n');
    const { code, told } = await served(home, ['scan', hostile]);
    expect(code).toBe(0);
    expect(told.join('\n')).toContain('\\nMAINPID=1');
    expect(
      told
        .join(' | ')
        .split(' | ')
        .filter((each) => each.startsWith('MAINPID')),
    ).toEqual([]);
  });
});

describe('where nobody can be told', () => {
  /** A directory with a `systemd-notify` of ours, put first on the PATH. */
  function withProgram(home: Home, script: string): NodeJS.ProcessEnv {
    mkdirSync(home.at('bin'));
    writeFileSync(join(home.at('bin'), 'systemd-notify'), script);
    chmodSync(join(home.at('bin'), 'systemd-notify'), 0o755);
    return { PATH: `${home.at('bin')}:${process.env['PATH']}` };
  }

  it.each([
    ['that refuses', '#!/bin/sh\necho no >&2; exit 1\n'],
    ['that is no program', 'nonsense\n'],
    ['that hangs', '#!/bin/sh\necho $$ >> "$PIDS"; exec sleep 60\n'],
  ])('a systemd-notify %s changes nothing and leaves nothing', async (_, script) => {
    const home = makeHome();
    const env = {
      ...process.env,
      ...withProgram(home, script),
      XDG_STATE_HOME: home.at('state'),
      NOTIFY_SOCKET: home.at('nobody'),
      PIDS: home.at('pids'),
    };
    const ran = await execute(process.execPath, [PROGRAM, 'scan', home.root], { env, within: 25_000 });
    expect(ran).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const pids = existsSync(home.at('pids')) ? readFileSync(home.at('pids'), 'utf8').trim().split('\n') : [];
    for (const pid of pids) expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('is not even tried without NOTIFY_SOCKET', async () => {
    const home = makeHome();
    const env = withProgram(home, '#!/bin/sh\necho $$ >> "$PIDS"\n');
    const { NOTIFY_SOCKET: _, ...rest } = process.env;
    const place = { ...rest, ...env, XDG_STATE_HOME: home.at('state'), PIDS: home.at('pids') };
    expect((await execute(process.execPath, [PROGRAM, 'scan', home.root], { env: place })).code).toBe(0);
    expect(existsSync(home.at('pids'))).toBe(false);
  });
});
