/** What was left out is part of the answer: in the events, in every report, in the status and in the list of vouchers. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFolder } from './help/folder.ts';
import { execute, PROGRAM, parseEvents, type Ran } from './help/program.ts';

const folder = makeFolder();
const env = { ...process.env, XDG_STATE_HOME: folder.directory('state') };
const run = (...args: readonly string[]): Promise<Ran> => execute(PROGRAM, args, { env, cwd: folder.path });

async function makeTree(name: string, ...seal: readonly string[]): Promise<string> {
  folder.write(`${name}/db/a.sql`, 'select 1;\n');
  folder.write(`${name}/letter.txt`, 'a letter\n');
  expect((await run('seal', name, ...seal)).code).toBe(0);
  return name;
}

const LINE = 'scope: without db';
const FILES = ['terminal', 'markdown', 'junit', 'nagios', 'html'];

describe('what a run left out', () => {
  it('is in its first event and in every report, and the tree is complete in part', async () => {
    const tree = await makeTree('one');
    const reports = FILES.flatMap((name) => ['--report', `${name}:${name}.out`]);
    const { code, stdout } = await run('verify', '--exclude', 'db', '--json', ...reports, tree);
    expect(code).toBe(0);
    expect(parseEvents(stdout)[0]).toMatchObject({ type: 'begin', scope: { exclude: ['db'] } });
    for (const name of FILES) {
      const text = readFileSync(`${folder.path}/${name}.out`, 'utf8');
      expect([name, text.includes(LINE)]).toEqual([name, true]);
      expect([name, /in part/.test(text)]).toEqual([name, true]);
    }
    expect((await run('status', tree)).stdout).toContain(LINE);
  });

  it('is also in the reports for programs, as far as they have a place for it', async () => {
    const tree = await makeTree('programs');
    const names = ['sarif', 'github', 'gitlab', 'csv', 'prometheus'];
    const reports = names.flatMap((name) => ['--report', `${name}:${name}.out`]);
    folder.write('list', 'letter.txt\n');
    const read = (name: string): string => readFileSync(`${folder.path}/${name}.out`, 'utf8');
    await run('verify', '--exclude', 'db', ...reports, tree);
    for (const name of names.slice(0, 4))
      expect([name, read(name)]).toEqual([name, expect.stringContaining(LINE)]);
    expect(read('prometheus')).toMatch(/restorable_scope\{[^}]*,by="exclude"\} 1\n/);
    await run('verify', '--files-from', 'list', ...reports, tree);
    for (const name of names.slice(0, 4))
      expect([name, read(name)]).toEqual([name, expect.stringContaining('scope: only 1 listed path')]);
    expect(read('prometheus')).toMatch(/restorable_scope\{[^}]*,by="files-from"\} 1\n/);
    await run('verify', ...reports, tree);
    for (const name of names) expect([name, /scope/.test(read(name))]).toEqual([name, false]);
  });

  it.skipIf(process.getuid?.() !== 0)('names the file systems that were not entered', async () => {
    const tree = await makeTree('mounts');
    const mount = `${folder.path}/${tree}/db`;
    execFileSync('mount', ['-t', 'tmpfs', 'none', mount]);
    try {
      const { stdout } = await run('scan', '--one-file-system', '--verbose', '--report', 'sarif:m.out', tree);
      expect(stdout).toContain('scope: other file systems were not entered: db');
      expect(readFileSync(`${folder.path}/m.out`, 'utf8')).toContain('were not entered: db');
      expect((await run('status', tree)).stdout).toContain('were not entered: db');
      const events = parseEvents((await run('scan', '--one-file-system', '--json', tree)).stdout);
      expect(events.at(-1)).toMatchObject({ type: 'end', notEntered: { count: 1, paths: ['db'] } });
    } finally {
      execFileSync('umount', [mount]);
    }
  });

  it.each([
    ['--one-file-system', [], 'scope: other file systems were not entered'],
    ['--voucher', ['native'], 'scope: nothing but native was used'],
    ['--expect', ['encrypted=*.hc'], 'scope: expected to be encrypted: *.hc'],
    ['--depth', ['quick'], 'scope: only samples of big files'],
  ])('is said for %s', async (flag, values, line) => {
    const tree = await makeTree(`two${flag}`);
    expect((await run('verify', flag, ...values, '--verbose', tree)).stdout).toContain(line);
  });

  it('is said where the seal left it out, also in the list of vouchers', async () => {
    const tree = await makeTree('three', '--exclude', 'db');
    const { stdout } = await run('verify', '--verbose', tree);
    expect(stdout).toContain('scope: without db, left out when restorable.sha256 was made');
    expect(stdout).toContain('complete: in part (some of it was left out)');
    expect((await run('verify', '--list-vouchers', tree)).stdout).toContain('left out when it was made: db');
    expect(JSON.parse((await run('verify', '--list-vouchers', '--json', tree)).stdout)).toMatchObject({
      type: 'vouchers',
      vouchers: [{ format: 'native', exclude: ['db'] }],
    });
  });

  it('is nothing where nothing was', async () => {
    const tree = await makeTree('four');
    const { stdout } = await run('verify', '--json', tree);
    expect(parseEvents(stdout)[0]).not.toHaveProperty('scope');
    expect((await run('verify', '--verbose', tree)).stdout).not.toContain('scope');
    expect((await run('status', tree)).stdout).not.toContain('scope');
  });
});
