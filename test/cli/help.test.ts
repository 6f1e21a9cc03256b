/** What the help says, of every command that there is. */
import { describe, expect, it } from 'vitest';
import {
  allCommands,
  allFlags,
  type CommandRow,
  commandTable,
} from '../../src/cli/arguments/command-table.ts';
import { createProgram } from '../../src/cli/program/program.ts';
import { execute, PROGRAM, type Ran } from '../help/program.ts';

const run = (...args: string[]): Promise<Ran> => execute(process.execPath, [PROGRAM, ...args]);
const table = commandTable(await createProgram(() => {}));
const rows = allCommands(table).filter(({ name }) => name !== 'help');

/** The example lines that call the program: the words of each, up to the comment. */
function examplesOf({ sections }: CommandRow): string[][] {
  const lines = sections.find(({ heading }) => heading === 'EXAMPLES')?.lines ?? [];
  return lines.flatMap((line) => {
    const [, call] = /\brestorable ((?:(?!\s{2})[^|>;&)])+)/.exec(line) ?? [];
    return call === undefined ? [] : [call.trim().split(' ')];
  });
}

describe.each(rows.map((row) => [row.path.join(' '), row] as const))('%s', (name, row) => {
  const words = row.path.slice(1);

  it.concurrent('has a help for 80 columns with examples and exit status', async () => {
    const { code, stdout, stderr } = await run(...words, '--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain(`Usage: ${name}`);
    expect(row.sections.map(({ heading }) => heading)).toEqual(
      expect.arrayContaining(['EXAMPLES', 'EXIT STATUS']),
    );
  });

  it.concurrent('says what it is, and of each flag and argument what it is for', () => {
    expect(row.description.length).toBeGreaterThan(20);
    for (const { about } of row.arguments) expect(about).not.toBe('');
    for (const { description, flags } of allFlags(row)) {
      expect(`${flags}  ${description}`).toMatch(/ {2}\S.*[^.\s]$/);
    }
  });

  it.concurrent('has examples of flags and commands that are there', () => {
    const examples = examplesOf(row);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const called = rows
        .filter(({ path }) => path.slice(1).every((word, i) => word === example[i]))
        .toSorted((a, b) => b.path.length - a.path.length)[0];
      const known = called === undefined ? [] : allFlags(called).flatMap(({ names }) => names);
      const unknown = example.filter((word) => /^--?[a-z]/.test(word) && !known.includes(word));
      expect([example, called?.path.length === 1, unknown]).toEqual([example, false, []]);
    }
  });

  it.concurrent('sends whoever mistypes a flag to the one that is like it, and to its help', async () => {
    const required = allFlags(row).filter(({ about }) => about.includes('(required'));
    const given = required.flatMap(({ names }) => [names.at(-1) ?? '', 'a text']);
    const { code, stdout, stderr } = await run(...words, ...given, '--hepl');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^restorable: error: unknown option '--hepl'\nrestorable: hint: did you mean .*--help/,
    );
    expect(stderr.endsWith(`restorable: hint: ${name} --help\n`)).toBe(true);
  });
});

describe('the program', () => {
  it.concurrent.each([
    [['verfy', '/x'], 'unknown command', 'did you mean verify?'],
    [['version'], "unknown command 'version'", 'restorable --version'],
    [['check', '/x'], "unknown command 'check'", 'restorable verify DIR'],
    [['diff', 'a', 'b'], "unknown command 'diff'", 'restorable compare OLD NEW'],
    [['list'], "unknown command 'list'", 'restorable verify --list-vouchers DIR'],
    [['Repair'], "unknown command 'Repair'", 'restorable verify DIR: it says what to take'],
    [['/'], "unknown command '/'", "restorable verify '/', or scan where"],
    [['xyzzy'], "unknown command 'xyzzy'", 'restorable --help'],
    [['verify', '--report', 'htm', '/'], 'html, paths; perhaps html', 'restorable verify --help'],
    [['config', 'chek'], 'unknown command', 'did you mean check?'],
    [
      ['verify', '--voucher', 'bagti', '/'],
      'unknown format "bagti"',
      'did you mean bagit? formats in a tree: restorable verify --list-vouchers DIR',
    ],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish', 'restorable completion --help'],
    [
      ['compare', '/x'],
      'compare takes one old and one new generation, and only one is named',
      'restorable compare OLD NEW, or --set NAME; see restorable compare --help',
    ],
    [['a\u001B[2J\nb'], "unknown command 'a\\x1b[2J\\nb'", 'restorable --help'],
  ])('says of %j what is wrong and what to do, with exit 2', async (args, wrong, hint) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(wrong);
    expect(stderr).toContain(`restorable: hint: ${hint}`);
  });

  it.concurrent.each(['verify', 'config check'])(
    'prints the same for help %s and %s --help',
    async (name) => {
      const words = name.split(' ');
      expect(await run('help', ...words)).toEqual(await run(...words, '--help'));
    },
  );

  it.concurrent('sums up each command in one line that is no sentence', async () => {
    const { stdout } = await run('--help');
    const lines = stdout.split('\n');
    for (const { path } of rows.filter((row) => row.path.length === 2)) {
      const line = lines.find((each) => each.startsWith(`  ${path[1]} `));
      expect(line).toMatch(/^ {2}\S.* {2}[a-z].{10,}[^.]$/);
    }
  });

  it.concurrent('prints its whole help to stderr, with exit 2, where nothing is asked of it', async () => {
    const { stdout } = await run('--help');
    expect(await run()).toEqual({ code: 2, signal: null, stdout: '', stderr: stdout });
  });
});
