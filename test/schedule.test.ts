/** `restorable schedule`: units and crontab lines that hold for hostile paths. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const CONFIG = join(scratch, 'restorable.json');
writeFileSync(
  CONFIG,
  JSON.stringify({
    defaults: { lockWait: '1h' },
    sets: {
      mail: { roots: ['/usr'], report: ['html:/srv/my reports/{set}.html'] },
      web: { roots: ['/nothing'] },
    },
  }),
);

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

describe('sets', () => {
  it('are named in a line for a crontab, and the file says the rest', async () => {
    const sets = ['--set', 'mail', '--set', 'web'];
    const { stdout } = await schedule('--cron', '--config', CONFIG, ...sets, '--ping', 'https://x/{set}');
    expect(stdout).toContain(
      `'verify' '--config' '${CONFIG}' '--set' 'mail' '--set' 'web' '--ping' 'https://x/{set}'\n`,
    );
  });

  it('are named in units, which may write their reports', async () => {
    const { stdout } = await schedule('--systemd', '--config', CONFIG, '--all-sets');
    expect(stdout).toContain('# /etc/systemd/system/restorable-sets.service\n');
    expect(stdout).toContain(
      'Description=Verify the backup sets mail, web\nRequiresMountsFor=/usr /nothing\n# OnFailure',
    );
    expect(stdout).toContain(`verify --config ${CONFIG} --all-sets\n`);
    expect(stdout).toContain('ProtectSystem=strict\nReadWritePaths="-/srv/my reports"\n');
    expect(stdout).toContain('CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_DAC_OVERRIDE\n');
    const { stdout: one } = await schedule('--systemd', '--config', CONFIG, '--set', 'web');
    expect(one).toContain('restorable-web.timer');
    expect(one).not.toContain('Paths');
    expect(one).not.toContain('CAP_DAC_OVERRIDE');
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
    expect(await systemdComplaints(stdout, 'x')).toEqual([]);
    const { stdout: sets } = await schedule('--systemd', '--config', CONFIG, '--all-sets');
    expect(await systemdComplaints(sets, 'sets')).toEqual([]);
  });

  it.skipIf(!needs('systemd-analyze'))('are hardened as far as a reader of everything can be', async () => {
    const place = mkdtempSync(join(scratch, 'units-'));
    const { code, stdout } = await schedule('--systemd', '--name', 'x', '--write', place, '/usr');
    expect([code, stdout]).toEqual([0, expect.stringContaining('systemctl enable --now restorable-x.timer')]);
    const args = [
      'security',
      '--offline=true',
      '--no-pager',
      '--threshold=26',
      join(place, 'restorable-x.service'),
    ];
    expect(await execute('systemd-analyze', args)).toMatchObject({ code: 0 });
  });

  it('are written by their names, over nothing else of the name', async () => {
    const place = mkdtempSync(join(scratch, 'units-'));
    const write = (...more: string[]): Promise<Ran> =>
      schedule('--systemd', '--name', 'x', '--write', place, ...more, '/srv/daily-*');
    expect((await write()).code).toBe(0);
    expect(readdirSync(place).toSorted()).toEqual(['restorable-x.service', 'restorable-x.timer']);
    expect((await write()).code).toBe(0);
    const service = readFileSync(join(place, 'restorable-x.service'), 'utf8');
    expect(service).toContain('RequiresMountsFor=/srv\n# OnFailure=');
    const other = await write('--on-failure', 'mail@%n.service');
    expect([other.code, other.stderr]).toEqual([
      2,
      expect.stringContaining('there is another unit of this name'),
    ]);
    expect(readFileSync(join(place, 'restorable-x.service'), 'utf8')).toBe(service);
    const { stdout } = await schedule('--systemd', '--on-failure', 'mail@%n.service', '/tmp/x');
    expect(stdout).toContain('\nOnFailure=mail@%n.service\n');
    expect(stdout).not.toContain('PrivateTmp');
  });
});

/** What systemd says against the units `restorable-NAME` that were printed. */
async function systemdComplaints(printed: string, name: string): Promise<string[]> {
  const [service = '', timer = ''] = printed.split(/^# \/etc\/systemd\/system\/.*\.timer$/m);
  const unit = join(scratch, `restorable-${name}`);
  writeFileSync(`${unit}.service`, service);
  writeFileSync(`${unit}.timer`, timer);
  const { code, stderr } = await execute('systemd-analyze', ['verify', `${unit}.service`, `${unit}.timer`]);
  const complaints = stderr.split('\n').filter((line) => line.includes(`restorable-${name}`));
  return code === 0 ? complaints : [...complaints, `exit ${code}`];
}

it.each([
  [['/srv']],
  [['--systemd', '--cron', '/srv']],
  [['--cron']],
  [['--cron', '--all-sets', '--config', '/none/restorable.json']],
  [['--cron', '--all-sets', '--config', CONFIG, '/srv']],
  [['--cron', '--all-sets', '--config', CONFIG, '--ping', 'https://x/y']],
  [['--cron', '--set', 'db', '--config', CONFIG]],
  [['--cron', '--at', '25:00', '/srv']],
  [['--cron', 'a\nb']],
])('%j is exit 2', async (args) => {
  expect(await schedule(...args)).toMatchObject({ code: 2, stdout: '' });
});
