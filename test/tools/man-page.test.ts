/** The man page as it is published, under the real readers of man pages. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { allCommands, allFlags, commandTable } from '../../src/cli/arguments/command-table.ts';
import { createProgram } from '../../src/cli/program/program.ts';
import { version } from '../../src/cli/version.ts';
import { commandsPage } from '../../tools/pages/commands-page.js';
import { manPage } from '../../tools/pages/man-page.js';
import { needs } from '../help/tools.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const page = readFileSync(path('restorable.1'), 'utf8');
const table = commandTable(await createProgram(() => {}));

/** What a reader shows, without its bold and underlined characters. */
function shown(command: string, args: readonly string[], input: string): string {
  const text = execFileSync(command, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  // oxlint-disable-next-line no-control-regex -- they are what is taken away
  return text.replace(/.\u0008|\u001b\[[\d;]*m/g, '');
}
const byGroff = (input: string): string => shown('groff', ['-man', '-ww', '-Tutf8', '-rLL=80n'], input);
const byMandoc = (input: string): string => shown('mandoc', ['-Tutf8', '-Owidth=80'], input);

describe('what is published', () => {
  it('is what the table of commands makes: npm run docs', () => {
    const [, date = ''] = /^\.TH .* "(\d{4}-\d\d-\d\d)" /m.exec(page) ?? [];
    expect(page).toBe(manPage(table, version(), date));
    expect(readFileSync(path('commands.md'), 'utf8')).toBe(commandsPage(table));
  });

  it('has a row for every flag of every command', () => {
    const lines = readFileSync(path('commands.md'), 'utf8').split('\n');
    for (const { flags, about } of allCommands(table).slice(1).flatMap(allFlags))
      expect(
        lines
          .filter((line) => line.startsWith(`| \`${flags}\` | `))
          .join('\n')
          .replaceAll('\\', ''),
      ).toContain(about);
  });

  it('names every variable of the environment that the program looks at, and no other', () => {
    const directory = fileURLToPath(new URL('../../src/cli/', import.meta.url));
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    const sources = names
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`${directory}${name}`, 'utf8'));
    const read = sources.flatMap((text) =>
      [...text.matchAll(/\benv\['(\w+)'\]/g)].map(([, name = '']) => name),
    );
    const [, section = ''] = /^\.SH ENVIRONMENT\n([^]*?)^\.SH/m.exec(page) ?? [];
    const named = [...section.matchAll(/^\\fB(.*)\\fR$/gm)].flatMap(([, term = '']) => term.split(', '));
    expect(named.toSorted()).toEqual([...new Set(read), 'TMPDIR', 'RESTORABLE_EXIT'].toSorted());
  });
});

describe.skipIf(!needs('mandoc', 'groff'))('the man page', () => {
  it('is without fault for mandoc and groff', () => {
    expect(shown('mandoc', ['-Tlint', '-Wwarning'], page)).toBe('');
    expect(
      execFileSync('sh', ['-c', 'groff -man -ww -Tutf8 2>&1 >/dev/null'], { input: page, encoding: 'utf8' }),
    ).toBe('');
  });

  it.each([
    ['groff', byGroff],
    ['mandoc', byMandoc],
  ])('shows in %s every command and flag and its words, within 80 columns', (_, render) => {
    const text = render(page);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const words = text.replace(/[\s\u2010]+/g, ' ');
    for (const row of allCommands(table).slice(1)) {
      expect(words).toContain(row.usage);
      for (const { flags, about } of allFlags(row)) expect(words).toContain(`${flags} ${about}`);
    }
  });

  it.each([
    ['groff', byGroff],
    ['mandoc', byMandoc],
  ])('shows in %s hostile words as they are', (_, render) => {
    const about = `.it's \\fB a "word" \\n[x] ^ ~ \`y\` -- \\ end é`;
    const program = new Command('thing').description(about);
    program
      .command('make')
      .description(about)
      .option('--flag <x>', about)
      .addHelpText('after', `\nEXAMPLES\n  .so /etc/passwd\n  'sp`);
    const text = render(manPage(commandTable(program), '1', '2026-01-01')).replace(/\s+/g, ' ');
    expect(text).toContain(`--flag <x> ${about}`);
    expect(text).toContain(".so /etc/passwd 'sp");
  });
});
