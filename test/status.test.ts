/** `restorable status`: an answer from journals alone, as a monitoring plugin. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Home, makeHome } from './help/home.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

/** Makes all journals of a home older. */
function age({ journals }: Home, hours: number): void {
  for (const name of readdirSync(journals)) {
    const file = join(journals, name);
    const text = readFileSync(file, 'utf8').replace(/"startedAt":"([^"]*)"/g, (_, time: string) => {
      return `"startedAt":"${new Date(Date.parse(time) - hours * 3_600_000).toISOString()}"`;
    });
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

  it('passes over what is damaged, and findings that look like ends', async () => {
    const home = makeHome(scratch);
    await home.run('scan', home.root);
    writeFileSync(
      join(home.journals, '20991231T000000Z-scan-00000000.jsonl'),
      '{"type":"begin"}\nnonsense\n\0\0\n{"type":"end"}\n',
    );
    writeFileSync(join(home.journals, 'nonsense.jsonl'), 'nonsense');
    expect((await home.run('status', home.root)).code).toBe(0);
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
