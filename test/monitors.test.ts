/** Locks, pings and what is run on failure: beside the verdict, and never changing it. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { execute, PROGRAM, type Ran } from './help/program.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-attend-'));
const pings: { readonly path: string; readonly rid: string | null; readonly body: string }[] = [];
let answer = 200;
let server: Server;
let url = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
      pings.push({ path: `${request.method} ${pathname}`, rid: searchParams.get('rid'), body });
      response.statusCode = answer;
      response.end('OK');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${isAddress(address) ? address.port : 0}/id?create=1`;
});
afterAll(() => {
  server.close();
  rmSync(scratch, { recursive: true });
});

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

type Home = { readonly root: string; readonly state: string; run(...args: readonly string[]): Promise<Ran> };

function makeHome(): Home {
  const state = mkdtempSync(join(scratch, 'home-'));
  const root = join(state, 'root');
  mkdirSync(root);
  writeFileSync(join(root, 'a.txt'), 'the first file\n');
  const env = { ...process.env, XDG_STATE_HOME: state };
  return { root, state, run: (...args) => execute(process.execPath, [PROGRAM, ...args], { env }) };
}

describe('a ping', () => {
  it('tells of the start and of success, paired', async () => {
    const { root, run } = makeHome();
    pings.length = 0;
    expect(await run('scan', '--ping', url, root)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(pings.map(({ path }) => path)).toEqual(['POST /id/start', 'POST /id']);
    expect(new Set(pings.map(({ rid }) => rid)).size).toBe(1);
    expect(pings[1]?.body).toMatch(/^exit 0\nRESTORABLE OK - /);
  });

  it('tells of a failure with the summary, also where nothing could begin', async () => {
    const { root, run } = makeHome();
    writeFileSync(join(root, 'b.txt'), Buffer.alloc(5000));
    pings.length = 0;
    expect((await run('scan', '--quiet', '--ping', url, root)).code).toBe(1);
    expect((await run('scan', '--ping', url, join(root, 'nowhere'))).code).toBe(2);
    expect(pings.map(({ path }) => path)).toEqual([
      'POST /id/start',
      'POST /id/fail',
      'POST /id/start',
      'POST /id/fail',
    ]);
    expect(pings[1]?.body).toMatch(/^exit 1\nRESTORABLE CRITICAL - [^]*zero-filled: b\.txt/);
    expect(pings[3]?.body).toMatch(/^exit 2\n[^]*no such file or directory/);
  });

  it.each([
    ['that is refused', 404],
    ['that nobody takes', 0],
  ])('%s is a warning and nothing else', async (_, status) => {
    const { root, run } = makeHome();
    answer = status === 0 ? 200 : status;
    const { code, stderr } = await run('scan', '--ping', status === 0 ? 'http://127.0.0.1:1/id' : url, root);
    answer = 200;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^restorable: warning: cannot send the ping: 127\.0\.0\.1/);
  });

  it('wants an address', async () => {
    const { root, run } = makeHome();
    expect((await run('scan', '--ping', 'ftp://x/y', root)).code).toBe(2);
  });
});

describe('what is run on failure', () => {
  it('gets the exit code and the summary, and changes neither', async () => {
    const { root, state, run } = makeHome();
    const said = join(state, 'said');
    const command = `(echo "$RESTORABLE_EXIT"; cat) > '${said}'; exit 7`;
    expect((await run('scan', '--exec-on-failure', command, root)).code).toBe(0);
    expect(readdirSync(state)).not.toContain('said');
    writeFileSync(join(root, 'b.txt'), Buffer.alloc(5000));
    const { code, stderr } = await run('scan', '--quiet', '--exec-on-failure', command, root);
    expect(code).toBe(1);
    expect(stderr).toBe('restorable: warning: --exec-on-failure: the command ended with 7\n');
    expect(readFileSync(said, 'utf8')).toMatch(/^1\nexit 1\nRESTORABLE CRITICAL/);
  });
});

describe('the lock of a root', () => {
  /** A lock that a process holds, as a run of the program would. */
  async function held(home: Home, pid: number | undefined): Promise<string> {
    await home.run('scan', home.root);
    const directory = join(home.state, 'restorable', 'lock');
    expect(readdirSync(directory)).toEqual([]);
    const { createHash } = await import('node:crypto');
    const { dev, ino } = statSync(home.root, { bigint: true });
    const name = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16);
    const file = join(directory, `${name}.lock`);
    writeFileSync(file, `${pid} - x ${home.root}\n`);
    return file;
  }

  it('ends a second run with 3, and says who holds it', async () => {
    const home = makeHome();
    await held(home, process.pid);
    const { code, stderr } = await home.run('scan', home.root);
    expect(code).toBe(3);
    expect(stderr).toContain(`${home.root}: another run is working on it (process ${process.pid})\n`);
    expect((await home.run('scan', '--no-journal', home.root)).code).toBe(0);
    expect((await home.run('scan', '--no-journal', '--lock-wait', '0s', home.root)).code).toBe(3);
  });

  it('is not waited for when the run is stopped', async () => {
    const home = makeHome();
    await held(home, process.pid);
    const env = { ...process.env, XDG_STATE_HOME: home.state };
    const args = [PROGRAM, 'scan', '--lock-wait', '60s', home.root];
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
    setTimeout(() => child.kill('SIGTERM'), 3000);
    const code = await new Promise((resolve) => {
      child.on('close', resolve);
    });
    expect(code).toBe(143);
  });

  it('is waited for', async () => {
    const home = makeHome();
    const file = await held(home, process.pid);
    setTimeout(() => rmSync(file), 1500);
    expect((await home.run('scan', '--lock-wait', '30s', home.root)).code).toBe(0);
  });

  it('of a process that is gone is taken over, and nothing is left', async () => {
    const home = makeHome();
    const gone = spawn('true');
    await new Promise((resolve) => {
      gone.on('close', resolve);
    });
    await held(home, gone.pid);
    expect((await home.run('scan', home.root)).code).toBe(0);
    expect(readdirSync(join(home.state, 'restorable', 'lock'))).toEqual([]);
  });
});
