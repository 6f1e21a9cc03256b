/** `restorable status`: an answer from journals alone, as a monitoring plugin. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Home, makeHome } from './help/home.ts';
import { withoutDigest } from './help/journal.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

/** Makes all journals of a home older. */
function age({ path, journals }: Home, hours: number): void {
  rmSync(join(path, 'restorable', 'chain'), { recursive: true, force: true });
  for (const name of readdirSync(journals)) {
    const file = join(journals, name);
    const text = withoutDigest(readFileSync(file, 'utf8')).replace(
      /"startedAt":"([^"]*)"/g,
      (_, time: string) => {
        return `"startedAt":"${new Date(Date.parse(time) - hours * 3_600_000).toISOString()}"`;
      },
    );
    writeFileSync(file, text);
  }
}

describe('the status', () => {
  it('is UNKNOWN where nothing was verified, and seal is no verification', async () => {
    const home = makeHome(scratch);
    expect(await home.run('status')).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^RESTORABLE UNKNOWN - no recorded run/),
    });
    await home.run('seal', home.root);
    expect(await home.run('status', home.root)).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('never verified'),
    });
  });

  it('goes from OK to CRITICAL with the last run, and with its age', async () => {
    const home = makeHome(scratch);
    await home.run('seal', home.root);
    expect((await home.run('verify', home.root)).code).toBe(0);
    const { code, stdout } = await home.run('status', home.root);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^RESTORABLE OK - \S+\/root is sound: .* \| age=\d+s;93600;180000;0 coverage=100%;;;0;100\n$/,
    );
    age(home, 27);
    expect((await home.run('status')).code).toBe(1);
    age(home, 24);
    expect((await home.run('status')).code).toBe(2);
    expect((await home.run('status', '--warn-age', '8d', '--crit-age', '15d')).code).toBe(0);
    appendFileSync(join(home.root, 'a.txt'), 'more');
    expect((await home.run('verify', '--quiet', home.root)).code).toBe(1);
    expect(await home.run('status')).toMatchObject({ code: 2, stdout: expect.stringContaining('1 grown') });
  });

  it('tells the last of runs that began in the same second', async () => {
    const home = makeHome(scratch);
    await home.run('seal', home.root);
    const sound = readFileSync(join(home.root, 'a.txt'));
    for (const damage of ['', 'x', '', 'x', '']) {
      writeFileSync(join(home.root, 'a.txt'), Buffer.concat([sound, Buffer.from(damage)]));
      await home.run('verify', '--quiet', home.root);
      expect([damage, (await home.run('status', home.root)).code]).toEqual([damage, damage === '' ? 0 : 2]);
    }
  });

  it('tells of a run that was killed, and of every root of a journal', async () => {
    const home = makeHome(scratch);
    const other = join(home.root, '..', 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'b.txt'), Buffer.alloc(5000));
    await home.run('scan', '--quiet', home.root, other);
    const { code, stdout } = await home.run('status', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'CRITICAL',
      roots: [
        { root: other.replace('/root/..', ''), state: 'CRITICAL' },
        { root: home.root, state: 'OK' },
      ],
    });
    const [name = ''] = readdirSync(home.journals);
    const [begin = ''] = readFileSync(join(home.journals, name), 'utf8').split('\n');
    writeFileSync(join(home.journals, '20991231T000000Z-scan-00000000.jsonl'), `${begin}\n{"type":"find`);
    expect(await home.run('status', home.root)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('a later run did not finish'),
    });
  });

  it('passes over what is no journal by its name', async () => {
    const home = makeHome(scratch);
    await home.run('scan', home.root);
    writeFileSync(join(home.journals, 'nonsense.jsonl'), 'nonsense');
    expect((await home.run('status', home.root)).code).toBe(0);
  });

  it.each([
    ['empty', '', 'is empty'],
    ['cut in its first line', '{"type":"begin","schema":1,"tool":"rest', 'no whole first line'],
    ['zeroed', '\0'.repeat(3000), 'zeros'],
    ['nonsense with what looks like ends', '{"type":"begin"}\nnonsense\n\0\0\n{"type":"end"}\n', 'zeros'],
    ['of a newer version', '{"type":"begin","schema":99}\n', 'schema'],
    ['a directory', 'directory', 'cannot be read (EISDIR)'],
    ['a link that leads nowhere', 'link', 'cannot be read (ENOENT)'],
    [
      'of a time that is none',
      '{"type":"begin","schema":1,"tool":"x","id":"x","command":"verify","root":"ROOT","host":"x","startedAt":"soon","vouchers":[]}\n',
      'malformed event of type begin',
    ],
    ['a pipe that nobody writes to', 'pipe', 'is empty'],
  ])('is UNKNOWN where a later journal is %s, until there is a later one yet', async (_, text, why) => {
    const home = makeHome(scratch);
    await home.run('scan', home.root);
    expect((await home.run('status', home.root)).code).toBe(0);
    const stamp = new Date().toISOString().replace(/[-:]/g, '');
    const file = join(home.journals, `${stamp}-verify-00000000.jsonl`);
    if (text === 'directory') mkdirSync(file);
    else if (text === 'pipe') execFileSync('mkfifo', [file]);
    else if (text === 'link') symlinkSync('nowhere', file);
    else writeFileSync(file, text.replace('ROOT', home.root));
    for (const args of [[home.root], []]) {
      const { code, stdout } = await home.run('status', ...args);
      expect(stdout).toMatch(/^RESTORABLE UNKNOWN - /);
      expect(stdout).toContain(why);
      expect(stdout).toContain(file);
      expect(stdout).not.toContain('NaN');
      expect(code).toBe(3);
    }
    await home.run('scan', home.root);
    expect((await home.run('status', home.root)).code).toBe(0);
  });

  it('is UNKNOWN where the last run ended in the future', async () => {
    const home = makeHome(scratch);
    await home.run('scan', home.root);
    age(home, 30);
    const [name = ''] = readdirSync(home.journals);
    const text = readFileSync(join(home.journals, name), 'utf8');
    writeFileSync(join(home.journals, name), text.replace(/"seconds":[\d.]+/g, '"seconds":9e9'));
    const { code, stdout } = await home.run('status', home.root);
    expect(stdout).toMatch(/^RESTORABLE UNKNOWN - .*the clock was wrong/);
    expect(code).toBe(3);
  });

  it('is UNKNOWN where a part of a journal was zeroed that another root was in', async () => {
    const home = makeHome(scratch);
    const other = join(home.path, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'b.txt'), 'the other file\n');
    await home.run('scan', other);
    await home.run('scan', home.root, other);
    const name = readdirSync(home.journals).toSorted().at(-1) ?? '';
    const text = readFileSync(join(home.journals, name), 'utf8');
    const second = text.lastIndexOf('{"type":"begin"');
    writeFileSync(join(home.journals, name), text.slice(0, second) + '\0'.repeat(text.length - second));
    expect((await home.run('status', other)).code).toBe(3);
  });

  it('is UNKNOWN where the last run is of the future, also where it is younger than any limit', async () => {
    const home = makeHome(scratch);
    await home.run('scan', home.root);
    age(home, -20);
    expect((await home.run('status', home.root)).code).toBe(0);
    age(home, -20);
    const { code, stdout } = await home.run('status', home.root);
    expect(stdout).toMatch(/^RESTORABLE UNKNOWN - .*the clock was wrong/);
    expect(code).toBe(3);
  });

  it('is a warning, and not unknown, while a run that holds the lock has written nothing yet', async () => {
    const home = makeHome(scratch);
    await home.run('scan', home.root);
    writeFileSync(
      join(home.journals, `${new Date().toISOString().replace(/[-:]/g, '')}-verify-00000000.jsonl`),
      '',
    );
    const holder = spawn('sleep', ['60']);
    const { dev, ino } = statSync(home.root, { bigint: true });
    const key = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16);
    const locks = join(home.journals, '..', 'lock');
    writeFileSync(join(locks, `${key}.lock`), `${holder.pid} - x ${home.root}\n`);
    const { code } = await home.run('status', home.root);
    holder.kill();
    expect(code).toBe(1);
  });

  it('is CRITICAL to a monitor that asks in a wrong way', async () => {
    expect((await makeHome(scratch).run('status', '--warn-age', 'soon')).code).toBe(2);
  });
});

it('keeps as many journals of a command and root as was said', async () => {
  const home = makeHome(scratch);
  await home.run('scan', home.root);
  await home.run('seal', home.root);
  for (let i = 0; i < 3; i++) await home.run('verify', '--keep', '2', home.root);
  const commands = readdirSync(home.journals).map((name) => name.split('-')[1]);
  expect(commands.toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
    'scan',
    'seal',
    'verify',
    'verify',
  ]);
});
