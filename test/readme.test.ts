/** The ten minutes of the README, line by line, down to the night in which cron runs it and the monitor hears of it. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeBackup, makeWorkplace, runShell } from './help/ci.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [, , install = ''] = /## Install.*\n([\s\S]*?)```sh\n([\s\S]*?)```/.exec(readme) ?? [];
const [, , block = ''] = /## Ten minutes.*\n([\s\S]*?)```sh\n([\s\S]*?)```/.exec(readme) ?? [];

/** A monitor on this machine: the paths that were asked for. */
async function monitor(): Promise<{ readonly url: string; readonly heard: string[]; close(): void }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(new URL(request.url ?? '', 'http://x').pathname);
    response.end('OK');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { url: `http://127.0.0.1:${port}/key`, heard, close: () => server.close() };
}

describe.skipIf(!needs('git', 'setpriv', 'nice', 'ionice'))('the ten minutes of the README', () => {
  it('end in a backup that is verified every night, and in a monitor that hears of it', async () => {
    const place = makeWorkplace(scratch);
    const root = makeBackup(scratch);
    const there = await monitor();
    const home = join(place.workspace, '..');
    const table = join(home, 'crontab');
    const crontab = `#!/bin/sh\ncase $1 in\n  -l) cat '${table}' ;;\n  -) cat > '${table}.new' && mv '${table}.new' '${table}' ;;\nesac\n`;
    writeFileSync(join(home, 'bin', 'crontab'), crontab);
    chmodSync(join(home, 'bin', 'crontab'), 0o755);
    writeFileSync(table, '0 1 * * * true\n');
    const run = (script: string): ReturnType<typeof runShell> => runShell(['sh'], script, place);
    const asHere = block
      .replaceAll('/srv/backup/today', root)
      .replaceAll('https://hc-ping.com/YOUR-KEY', there.url);
    const [seal = '', verify = '', cron = '', status = '', fail = ''] = asHere.trim().split('\n\n');

    expect(await run(install.replace('REPOSITORY', place.repository))).toMatchObject({ code: 0 });
    expect(await run(seal)).toMatchObject({ code: 0 });
    expect(await run(verify)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^SOUND /) });
    expect(await run(cron)).toMatchObject({ code: 0, stderr: '' });
    expect(await run(status)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^RESTORABLE OK - /) });
    expect(await run(fail)).toMatchObject({ code: 0, stdout: expect.stringMatching(/unexpected +planted/) });

    const [before, , line = ''] = readFileSync(table, 'utf8').split('\n');
    expect(before).toBe('0 1 * * * true');
    expect(line).toMatch(/^30 2 \* \* \* nice /);
    const command = line.slice('30 2 * * * '.length).replaceAll('\\%', '%');
    expect(await run(command)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    writeFileSync(join(root, 'a.txt'), Buffer.alloc(1000));
    expect(await run(command)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^DAMAGED /) });
    there.close();
    expect(there.heard).toEqual(['/key/start', '/key', '/key/start', '/key/fail']);
    const state = join(place.env['XDG_STATE_HOME'] ?? '');
    const asPlugin = await runShell(['sh'], status, {
      ...place,
      env: { ...place.env, HOME: '/', XDG_STATE_HOME: state },
    });
    expect(asPlugin).toMatchObject({ code: 2, stdout: expect.stringMatching(/^RESTORABLE CRITICAL - /) });
  });
});
