/** `restorable schedule`: units and crontab lines that hold for hostile paths. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { execute, PROGRAM, type Ran } from './help/program.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-schedule-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const HOSTILE = join(scratch, `it's 100% $HOME "a" \\b`);
mkdirSync(HOSTILE);

const schedule = (...args: readonly string[]): Promise<Ran> =>
  execute(process.execPath, [PROGRAM, 'schedule', ...args]);

describe('a line for a crontab', () => {
  it('runs the command that it says, as cron and the shell read it', async () => {
    const { code, stdout } = await schedule('--cron', '--at', '03:05', '--ping', 'https://x/y', HOSTILE);
    expect(code).toBe(0);
    const [, line = ''] = stdout.split('\n');
    expect(line).toMatch(/^5 3 \* \* \* nice -n 19 ionice -c 3 /);
    expect(line).not.toMatch(/(?<!\\)%/);
    const command = line.slice(line.indexOf("'")).replaceAll('\\%', '%');
    const { stdout: words } = await execute('sh', ['-c', `printf '%s\\n' ${command}`]);
    expect(words.trimEnd().split('\n')).toEqual([
      process.execPath,
      PROGRAM,
      'verify',
      '--lock-wait',
      '1h',
      '--keep',
      '60',
      '--ping',
      'https://x/y',
      '--',
      HOSTILE,
    ]);
  });
});

describe('units for systemd', () => {
  it('escape what systemd would read', async () => {
    const { stdout } = await schedule('--systemd', '--name', 'x', HOSTILE);
    expect(stdout).toContain('# /etc/systemd/system/restorable-x.service\n');
    expect(stdout).toContain(`it's 100%% $$HOME \\"a\\" \\\\b"\n`);
    expect(stdout).toContain('OnCalendar=*-*-* 02:30:00\n');
  });

  it.skipIf(!needs('systemd-analyze'))('are taken by systemd', async () => {
    const { stdout } = await schedule('--systemd', '--name', 'x', '/usr');
    const [service = '', timer = ''] = stdout.split(/^# \/etc\/systemd\/system\/.*\.timer$/m);
    writeFileSync(join(scratch, 'restorable-x.service'), service);
    writeFileSync(join(scratch, 'restorable-x.timer'), timer);
    const units = ['restorable-x.service', 'restorable-x.timer'].map((name) => join(scratch, name));
    const { code, stderr } = await execute('systemd-analyze', ['verify', ...units]);
    expect(stderr.split('\n').filter((line) => line.includes('restorable-x'))).toEqual([]);
    expect(code).toBe(0);
  });
});

it.each([
  [['/srv']],
  [['--systemd', '--cron', '/srv']],
  [['--cron', '--at', '25:00', '/srv']],
  [['--cron', 'a\nb']],
])('%j is exit 2', async (args) => {
  expect(await schedule(...args)).toMatchObject({ code: 2, stdout: '' });
});
