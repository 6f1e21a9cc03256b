/**
 * "Silent green", second part: runs that could not do all they should. Kopia ended with 0 although its disk was full,
 * chkbit although it was interrupted, pgbackrest although its report said error, hashdeep although it could not read.
 */
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AS_A_PERSON, plainTree, sealedTree } from './help/peer.ts';
import { execute, PROGRAM, parseEvents, type Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

/** Runs the program where no file may grow beyond so many KiB, which is how a disk without room looks to it. */
function squeezed(kibibytes: number, args: readonly string[], env = process.env): Promise<Ran> {
  const script = `trap '' XFSZ; ulimit -f ${kibibytes}; exec "$@" | cat; exit "\${PIPESTATUS[0]}"`;
  return execute('bash', ['-c', script, 'sh', process.execPath, PROGRAM, ...args], { env });
}

describe('a disk without room (kopia)', () => {
  it.concurrent('for the journal is exit 3, also in the middle of a run', async () => {
    const root = await sealedTree(scratch);
    const state = mkdtempSync(join(scratch, 'state-'));
    const env = { ...process.env, XDG_STATE_HOME: state };
    const run = await squeezed(0, ['verify', '--json', root], env);
    expect(run.stderr).toContain('cannot write the journal (EFBIG)');
    expect(run.code).toBe(3);
    expect(parseEvents(run.stdout).at(-1)).toMatchObject({ type: 'fault', exit: 3 });
  });

  it.concurrent('for the journal never hides damage', async () => {
    const root = await sealedTree(scratch);
    writeFileSync(join(root, 'a.txt'), 'the worst file\n');
    const env = { ...process.env, XDG_STATE_HOME: mkdtempSync(join(scratch, 'state-')) };
    const { code, stdout } = await squeezed(0, ['verify', root], env);
    expect(stdout).toMatch(/(changed|corrupt) +a\.txt/);
    expect(code).toBe(1);
  });

  it.concurrent.each([
    ['the result', ['verify', '--json']],
    ['the report for a person', ['verify', '--verbose']],
    ['the help', ['verify', '--help']],
  ])('for %s on stdout is exit 3', async (_, [command = '', option = '']) => {
    const root = await sealedTree(scratch);
    const script = `exec "$@" > /dev/full`;
    const args = [process.execPath, PROGRAM, command, option, '--no-journal', root];
    const { code, stderr } = await execute('sh', ['-c', script, 'sh', ...args]);
    expect(stderr).toMatch(/^restorable: error: cannot write to stdout \(ENOSPC\)\nrestorable: hint: .*\n$/);
    expect(code).toBe(3);
  });

  it.concurrent.each(['list.sha256', 'list.sha256.gz'])('for the manifest %s is exit 3', async (name) => {
    const root = plainTree(scratch);
    const home = mkdtempSync(join(scratch, 'home-'));
    const args = ['seal', '--no-journal', '--output', join(home, name), root];
    const { code, stderr } = await squeezed(0, args);
    expect(stderr).toContain(`${name}: cannot write the manifest (EFBIG)\nrestorable: hint: free some space`);
    expect(code).toBe(3);
    expect(readdirSync(home)).toEqual([]);
  });

  it.concurrent('a state directory that is none', async () => {
    const root = await sealedTree(scratch);
    const env = { ...process.env, XDG_STATE_HOME: join(root, 'a.txt') };
    const { code, stderr } = await execute(process.execPath, [PROGRAM, 'verify', root], { env });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^restorable: error: .*cannot write the journal \(ENOTDIR\)$/m);
    expect(stderr).toContain('restorable: error: exit 3 for that alone: verify itself ended with 0');
    writeFileSync(join(root, 'a.txt'), 'the worst file\n');
    const damaged = await execute(process.execPath, [PROGRAM, 'verify', root], {
      env: { ...process.env, XDG_STATE_HOME: join(root, 'b.txt') },
    });
    expect([damaged.code, damaged.stderr.includes('for that alone')]).toEqual([1, false]);
  });
});

describe('a run that was stopped (chkbit)', () => {
  it.concurrent.each([
    ['INT', 130],
    ['TERM', 143],
  ] as const)('by SIG%s ends with %d, where what it had read by then was sound', async (signal, wanted) => {
    const root = await sealedTree(scratch);
    const huge = openSync(join(root, 'huge.raw'), 'w');
    ftruncateSync(huge, 2 ** 36);
    closeSync(huge);
    const script = `"$@" > "$OUT" & until [ -s "$OUT" ]; do sleep 0.05; done; sleep 0.3; kill -${signal} $!; wait $!`;
    const out = join(scratch, `stopped-${signal}.jsonl`);
    const args = [process.execPath, PROGRAM, 'verify', '--json', '--no-journal', root];
    // A shell ignores SIGINT for what it runs beside itself; Node takes it again.
    const { code } = await execute('sh', ['-c', script, 'sh', ...args], {
      env: { ...process.env, OUT: out },
    });
    expect(code).toBe(wanted);
    expect(parseEvents(readFileSync(out, 'utf8')).at(-1)).toMatchObject({
      type: 'end',
      interrupted: true,
      exit: wanted,
    });
  });
});

describe('a report that says damaged (pgbackrest)', () => {
  it.concurrent('is of one mind with the exit code, in every format', async () => {
    const root = await sealedTree(scratch);
    writeFileSync(join(root, 'a.txt'), 'the worst file\n');
    const home = mkdtempSync(join(scratch, 'reports-'));
    const says = {
      jsonl: '"verdict":"damaged"',
      junit: 'failures="1"',
      github: '::error ',
      gitlab: '"severity":"critical"',
      sarif: '"exitCodeDescription":"damaged"',
      nagios: 'RESTORABLE CRITICAL',
      prometheus: 'command="verify"} 1\n',
      csv: ',damaged,',
      markdown: '### DAMAGED',
      html: '<title>damaged: ',
      terminal: 'DAMAGED',
    };
    const reports = Object.keys(says).flatMap((name) => ['--report', `${name}:${join(home, name)}`]);
    const args = [PROGRAM, 'verify', '--json', '--no-journal', ...reports, root];
    const { code, stdout } = await execute(process.execPath, args);
    expect(code).toBe(1);
    expect(readFileSync(join(home, 'jsonl'), 'utf8')).toBe(stdout);
    expect(parseEvents(stdout).at(-1)).toMatchObject({ type: 'end', verdict: 'damaged', exit: 1 });
    const silent = Object.entries(says).filter(
      ([name, text]) => !readFileSync(join(home, name), 'utf8').includes(text),
    );
    expect(silent).toEqual([]);
  });
});

describe.skipIf(!needs('setpriv', 'hashdeep'))('what may not be read, where hashdeep ends with 0', () => {
  it.concurrent.each(['verify', 'scan', 'seal'])('is exit 3 for %s', async (command) => {
    const root = command === 'verify' ? await sealedTree(scratch) : plainTree(scratch);
    chmodSync(join(root, 'b.txt'), 0);
    const asAPerson = (...args: string[]): Promise<Ran> => {
      const [tool = '', ...rest] = [...AS_A_PERSON, ...args];
      return execute(tool, rest);
    };
    const theirs = await asAPerson('hashdeep', '-r', root);
    expect(theirs.stderr).toContain('b.txt: Permission denied');
    expect(theirs.code).toBe(0);
    const { code, stdout } = await asAPerson(
      process.execPath,
      PROGRAM,
      command,
      '--json',
      '--no-journal',
      root,
    );
    expect(parseEvents(stdout)).toMatchObject([
      { type: 'begin' },
      { code: 'denied', path: 'b.txt' },
      { type: 'directory', path: '' },
      { type: 'end', verdict: 'incomplete', exit: 3 },
    ]);
    expect(code).toBe(3);
    rmSync(join(root, 'b.txt'));
  });
});
