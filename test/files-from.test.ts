/** `--files-from`: the paths of a list alone, and no word of it passed over. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  execute,
  isFinding,
  nameFinding,
  PROGRAM,
  parseEvents,
  restorable,
  type Told,
} from './help/program.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-files-from-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const root = join(scratch, 'root');
const LATIN = Buffer.from('mail/caf\xe9', 'latin1');

beforeAll(async () => {
  for (const name of ['db', 'mail', 'mail/old', 'empty', 'moved'])
    mkdirSync(join(root, name), { recursive: true });
  for (let i = 0; i < 20; i++) writeFileSync(join(root, 'mail', 'old', `${i}.eml`), `From: ${i}\n`);
  for (const name of ['db/a.sql', 'db/b.sql', 'mail/new.eml'])
    writeFileSync(join(root, name), `this is ${name}\n`);
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), LATIN]), 'coffee\n');
  symlinkSync('mail', join(root, 'link'));
  expect((await restorable(['seal', root])).code).toBe(0);
  rmSync(join(root, 'db', 'a.sql'));
  for (let i = 0; i < 19; i++) rmSync(join(root, 'mail', 'old', `${i}.eml`));
  rmSync(join(root, 'empty'), { recursive: true });
  writeFileSync(join(root, 'moved', 'zeros.bin'), Buffer.alloc(9000));
});

/** Runs a command over a list that comes by stdin. */
function listed(
  command: string,
  list: string | Buffer,
  ...more: string[]
): Told & { readonly stderr: string } {
  const args = [PROGRAM, command, '--json', '--no-journal', '--files-from', '-', ...more, root];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { input: list, timeout: 30_000 });
  const events = parseEvents(stdout.toString());
  return {
    code: status,
    events,
    findings: events.filter(isFinding).map(nameFinding),
    stderr: stderr.toString(),
  };
}

describe('a run over listed paths', () => {
  it('reads and holds them alone', () => {
    const { code, events, findings } = listed(
      'verify',
      Buffer.concat([Buffer.from('db/b.sql\n./mail/new.eml\n'), LATIN]),
    );
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
    expect(events[0]).toMatchObject({ type: 'begin', filesFrom: 3 });
    expect(events.at(-1)).toMatchObject({ verdict: 'sound', files: 3, promised: 3, held: 3, filesFrom: 3 });
  });

  it('takes paths that are parted by NUL, with line ends in them', () => {
    const { code, findings } = listed('verify', 'db/b.sql\0mail/a\nb\0', '--null');
    expect({ code, findings }).toEqual({ code: 1, findings: ['missing mail/a\nb'] });
  });

  it('finds what is promised there and gone, what is new there, and nothing of the rest', () => {
    const { code, findings } = listed('verify', 'db\nmoved/zeros.bin\nempty\n');
    expect(code).toBe(1);
    expect(findings).toEqual([
      'missing db/a.sql',
      'missing empty',
      'unexpected moved/zeros.bin',
      'zero-filled moved/zeros.bin',
    ]);
  });

  it('says no word of the whole directory where it saw a part', () => {
    const gone = Array.from({ length: 19 }, (_, i) => `mail/old/${i}.eml\n`).join('');
    const { findings } = listed('verify', gone);
    expect(findings).toHaveLength(19);
    expect(listed('verify', '.').findings).toEqual(expect.arrayContaining(['missing db/a.sql']));
    const zeros = listed('scan', 'moved/zeros.bin\n');
    expect(zeros.findings).toEqual(['zero-filled moved/zeros.bin']);
    expect(listed('scan', 'moved\n').findings).toContain('zero-filled moved/zeros.bin');
  });

  it('names what is neither there nor promised, and follows no link', () => {
    const { code, events, findings } = listed('scan', 'nope/x\nlink/new.eml\ndb/b.sql\ndb/b.sql/below\n');
    expect(code).toBe(1);
    expect(findings).toEqual(['missing db/b.sql/below', 'missing link/new.eml', 'missing nope/x']);
    expect(events.filter(isFinding)[1]?.detail).toBe('link is a link, and links are not followed');
  });

  it.each([
    ['', 'the list is empty'],
    ['\n\n', 'the list is empty'],
    ['db/b.sql\n/etc/passwd\n', 'path 2, /etc/passwd: absolute path'],
    ['../root/db/b.sql\n', "'..' in the path"],
  ])('of %j is exit 2', (list, why) => {
    const { code, events, stderr } = listed('verify', list);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
    expect(events).toMatchObject([{ type: 'fault', root, exit: 2, message: expect.stringContaining(why) }]);
  });

  it.each([
    [['--files-from', 'nowhere'], 'cannot read the list (ENOENT)'],
    [['--files-from', '.'], 'cannot read the list (EISDIR)'],
    [['--files-from', PROGRAM, '--exclude', 'x'], '--files-from cannot be combined with --exclude'],
    [['--files-from', PROGRAM, '--min-files', '3'], '--files-from cannot be combined with --min-files'],
    [['--files-from', PROGRAM, scratch], '--files-from takes one directory'],
    [['--null'], '--null is only for the list of --files-from'],
  ])('with %j is exit 2', async (flags, why) => {
    const { code, stderr } = await restorable(['verify', ...flags, root]);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });

  it('leaves the status of the root alone', async () => {
    const env = { ...process.env, XDG_STATE_HOME: join(scratch, 'state') };
    writeFileSync(join(scratch, 'list'), 'db/b.sql\n');
    const run = (...args: string[]) => execute(process.execPath, [PROGRAM, ...args], { env });
    expect((await run('verify', '-q', '--files-from', join(scratch, 'list'), root)).code).toBe(0);
    expect((await run('status', root)).code).toBe(3);
    expect((await run('verify', '-q', root)).code).toBe(1);
    expect((await run('verify', '-q', '--files-from', join(scratch, 'list'), root)).code).toBe(0);
    expect((await run('status', root)).code).toBe(2);
  });

  it('checks again what failed, by the journal of the run that found it', async () => {
    const first = await restorable(['verify', '--json', root]);
    const failed = parseEvents(first.stdout)
      .filter(isFinding)
      .map(({ path }) => path)
      .filter((path) => path !== '');
    const again = listed('verify', failed.join('\0'), '-0');
    expect(again.findings).toContain('missing db/a.sql');
    renameSync(join(root, 'moved', 'zeros.bin'), join(scratch, 'zeros.bin'));
    expect(listed('scan', 'moved/zeros.bin\n').findings).toEqual(['missing moved/zeros.bin']);
    expect(listed('scan', 'moved\n').code).toBe(0);
  });
});
