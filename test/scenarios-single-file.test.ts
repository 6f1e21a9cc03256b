/** The single-file executable plays the golden sessions, where neither the project nor its packages nor a Node can be found. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { GOLDEN, playGolden, wantedFile } from './help/golden.ts';
import { execute } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const TOP = join(import.meta.dirname, '..');
const scratch = makeScratch();
const program = join(scratch, 'made/restorable');
const env = { PATH: '', XDG_STATE_HOME: scratch };

beforeAll(() => {
  execFileSync(process.execPath, [join(TOP, 'tools/sea.js'), join(scratch, 'made')], {
    cwd: scratch,
    stdio: 'ignore',
  });
});

describe.skipIf(!needs('setpriv', 'mkfifo', 'sha256sum'))('the session', () => {
  it.concurrent.each(GOLDEN)('%s says what the package says', async (name) => {
    expect(await playGolden(name, program)).toBe(readFileSync(wantedFile(name), 'utf8'));
  });
});

it('knows its version, and is one file beside its licenses', async () => {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(join(TOP, 'package.json'), 'utf8'),
  );
  expect(readdirSync(join(scratch, 'made')).toSorted()).toEqual(['LICENSES.txt', 'restorable']);
  expect(await execute(program, ['--version'], { env })).toMatchObject({
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
  const licenses = readFileSync(join(scratch, 'made/LICENSES.txt'), 'utf8');
  for (const name of ['MIT License', 'commander 14', `Node ${process.version}`])
    expect(licenses).toContain(name);
});

it('reads in threads of its own, and sees a flipped bit', async () => {
  const root = join(scratch, 'backup');
  mkdirSync(root);
  for (const name of ['a', 'b', 'c']) writeFileSync(join(root, name), `${name} is text\n`.repeat(90_000));
  const run = (...args: string[]) =>
    execute(program, [...args, '--no-journal', '--jobs', '2', root], { env });
  expect(await run('seal')).toMatchObject({ code: 0, stderr: '' });
  expect(await run('verify')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  const bytes = readFileSync(join(root, 'b'));
  bytes.writeUInt8(bytes.readUInt8(700_000) ^ 1, 700_000);
  writeFileSync(join(root, 'b'), bytes);
  const { code, stdout } = await run('verify');
  expect([code, stdout]).toEqual([1, expect.stringMatching(/(?:corrupt|changed) +b/)]);
});

it('schedules itself, without a word that it would take for a command', async () => {
  const root = join(scratch, 'backup');
  const { stdout } = await execute(program, ['schedule', '--cron', root], { env });
  expect(stdout).toContain(` '${program}' 'verify' '--lock-wait' '1h' '--keep' '60' '--' '${root}'\n`);
  const { stdout: units } = await execute(program, ['schedule', '--systemd', root], { env });
  expect(units).toContain(`\nExecStart=${program} verify --lock-wait 1h --keep 60 -- ${root}\n`);
});
