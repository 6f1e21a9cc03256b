/** The scripts of `restorable completion`, asked in the shells that they are for. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import {
  allCommands,
  allFlags,
  type CommandRow,
  commandTable,
} from '../../../src/cli/arguments/command-table.ts';
import { bashCompletion } from '../../../src/cli/completion/bash.ts';
import { fishCompletion } from '../../../src/cli/completion/fish.ts';
import { loadOffers, type Offers } from '../../../src/cli/completion/offers.ts';
import { completionScript } from '../../../src/cli/completion/script.ts';
import { zshCompletion } from '../../../src/cli/completion/zsh.ts';
import { createProgram } from '../../../src/cli/program/program.ts';
import { FINDING_CODES } from '../../../src/model/finding.ts';
import { REPORT_NAMES } from '../../../src/report/formats/names.ts';
import { PROGRAM } from '../../help/program.ts';
import { needs } from '../../help/tools.ts';

const scratch = mkdtempSync(join(tmpdir(), 'restorable-completion-'));
afterAll(() => rmSync(scratch, { recursive: true }));
mkdirSync(join(scratch, 'tree', 'sub'), { recursive: true });
writeFileSync(join(scratch, 'tree', 'list.sha256'), '');

type Candidate = { readonly word: string; readonly about: string };
type Ask = (script: string, lines: readonly string[]) => Candidate[][];
type Make = (table: CommandRow, offers: Offers) => string;

const scriptOf = async (shell: string): Promise<string> =>
  completionScript(shell, await createProgram(() => {}));
const helper = (name: string): string => fileURLToPath(new URL(`../../help/${name}`, import.meta.url));
const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { cwd: join(scratch, 'tree'), encoding: 'utf8', timeout: 20_000 });

function answersOf(text: string): Candidate[][] {
  const answers = text.split(/^END\n/m).slice(0, -1);
  return answers.map((answer) =>
    answer
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [word = '', about = ''] = line.split('\t');
        return { word: word.replace(/^--.*=|:$|\/$/g, ''), about: about.replace(/^\S+ +-- /, '') };
      }),
  );
}

let made = 0;
function write(script: string): string {
  const file = join(scratch, `script-${(made += 1)}`);
  writeFileSync(file, script);
  return file;
}

const inBash: Ask = (script, lines) =>
  answersOf(run('bash', ['--norc', helper('complete.bash'), write(script), ...lines]));

const inZsh: Ask = (script, lines) => {
  const directory = mkdtempSync(join(scratch, 'zsh-'));
  const [, name = ''] = /^#compdef (\S+)/.exec(script) ?? [];
  writeFileSync(join(directory, `_${name}`), script);
  return answersOf(run('zsh', ['-f', helper('complete.zsh'), directory, ...lines]));
};

const inFish: Ask = (script, lines) => {
  const ask = 'source $argv[1]; for line in $argv[2..]; complete -C $line; echo END; end';
  return answersOf(run('fish', ['--no-config', '-c', ask, write(script), ...lines]));
};

const SHELLS: readonly (readonly [shell: string, ask: Ask, make: Make])[] = [
  ['bash', inBash, bashCompletion],
  ['zsh', inZsh, zshCompletion],
  ['fish', inFish, fishCompletion],
];

const words = (candidates: readonly Candidate[] = []): string[] =>
  candidates.map(({ word }) => word).toSorted();

describe.each(SHELLS)('in %s', (shell, ask, make) => {
  const ready = needs(shell);

  it.skipIf(!ready)('the script is sound', async () => {
    const flags = shell === 'fish' ? ['--no-execute'] : ['-n'];
    expect(run(shell, [...flags, write(await scriptOf(shell))])).toBe('');
  });

  it.skipIf(!ready)('commands, flags and values are completed where they stand', async () => {
    const cases: readonly (readonly [line: string, wanted: readonly string[]])[] = [
      ['restorable ver', ['verify']],
      ['restorable verify --dep', ['--depth']],
      ['restorable verify --depth ', ['deep', 'normal', 'quick']],
      ['restorable verify --depth=q', ['quick']],
      ['restorable verify list.sha256 --fail-on ', ['error', 'note', 'warning']],
      ['restorable scan --color a', ['always', 'auto']],
      ['restorable seal --algorithm sha', ['sha256', 'sha512']],
      ['restorable seal --format hash', ['hashdeep']],
      ['restorable seal seal --forc', ['--force']],
      ['restorable verify seal --algor', []],
      ['restorable verify --max-age ', []],
      ['restorable verify --report ', REPORT_NAMES.toSorted()],
      ['restorable verify --voucher res', ['restic']],
      ['restorable accept --code zero', ['zero-filled', 'zero-holes']],
      ['restorable explain corrupt ', Object.keys(FINDING_CODES).toSorted()],
      ['restorable explain --json zero', ['zero-filled', 'zero-holes']],
      ['restorable completion ', ['bash', 'fish', 'zsh']],
      ['restorable help sc', ['scan', 'schedule']],
    ];
    const answers = ask(
      await scriptOf(shell),
      cases.map(([line]) => line),
    );
    expect(cases.map(([line], i) => [line, words(answers[i])])).toEqual(cases);
  });

  it.skipIf(!ready)('every command and every flag of the program is offered', async () => {
    const table = commandTable(await createProgram(() => {}));
    const rows = allCommands(table).filter(({ name }) => name !== 'help');
    const answers = ask(await scriptOf(shell), [
      'restorable ',
      ...rows.map(({ path }) => `${path.join(' ')} --`),
    ]);
    expect(words(answers[0])).toEqual(table.commands.map(({ name }) => name).toSorted());
    rows.forEach((row, i) => {
      const long = allFlags(row).flatMap(({ names }) => names.filter((name) => name.startsWith('--')));
      expect([row.path, words(answers[i + 1])]).toEqual([row.path, long.toSorted()]);
    });
  });

  it.skipIf(!ready)('paths are offered where a path is taken', async () => {
    const [many, sealed, manifest, report] = ask(await scriptOf(shell), [
      'restorable verify ',
      'restorable seal ',
      'restorable verify --manifest ',
      'restorable verify --report html:l',
    ]);
    // bash completes paths by itself, where the function offers nothing.
    if (shell === 'bash') {
      expect([many, sealed, manifest, report]).toEqual([[], [], [], []]);
      return;
    }
    expect(words(many)).toEqual(['list.sha256', 'sub']);
    expect([...new Set(words(sealed))]).toEqual(['sub']);
    expect(words(manifest)).toEqual(['list.sha256', 'sub']);
    expect(words(report)).toEqual(['html:list.sha256']);
  });

  it.skipIf(!ready)(
    'a description is shown as it is, whatever stands in it, and nothing in it is run',
    async () => {
      const file = join(scratch, 'was-run');
      const about = `it's "so": \`touch ${file}\` $(touch ${file}) $HOME [a] {b,c} \\n %s * ~ <d> ; & | !x`;
      const program = new Command('thing').exitOverride();
      const below = program.command('make').summary(about).option('--flag', about);
      below.addOption(new Option('--value <n>', about).choices(['one', 'two']));
      below.command('under').summary(about).argument('<shell>', about);
      const table = commandTable(program);
      const script = make(table, await loadOffers(table));
      const answers = ask(script, [
        'thing m',
        'thing make u',
        'thing make --fl',
        'thing make --value ',
        'thing make under --h',
      ]);
      expect(answers.map(words)).toEqual([['make'], ['under'], ['--flag'], ['one', 'two'], ['--help']]);
      if (shell !== 'bash')
        for (const [candidate] of answers.slice(0, 3)) {
          expect(candidate?.about.length).toBeGreaterThan(20);
          expect(about.startsWith(candidate?.about ?? '')).toBe(true);
        }
      expect(existsSync(file)).toBe(false);
    },
  );
});

it('the program prints the script for the shell that is named, and for no other', async () => {
  expect(run(process.execPath, [PROGRAM, 'completion', 'fish'])).toBe(await scriptOf('fish'));
  expect(() => run(process.execPath, [PROGRAM, 'completion', 'tcsh'])).toThrow(
    'Allowed choices are bash, zsh, fish',
  );
});
