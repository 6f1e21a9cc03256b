import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { ALL_CODES, FINDING_CODES, type FindingCode, isFindingCode } from '../../model/finding.ts';
import { wrap } from '../../report/text.ts';
import { didYouMean } from '../arguments/did-you-mean.ts';
import { colorOption } from '../arguments/options.ts';
import { type ColorChoice, openScreen } from '../screen.ts';

type Flags = { readonly json?: boolean; readonly color: ColorChoice };

/** Adds `restorable explain`. */
export function addExplain(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('explain')
    .summary('say what a finding means and what to do')
    .argument('[code...]', 'names of findings, as reports tell them; all of them by itself')
    .description('Says of findings what they mean, how bad they are, and what to do.')
    .option('--json', 'write one line of JSON a code')
    .addOption(colorOption())
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: Flags) => {
      const codes = named.length === 0 ? ALL_CODES : named.map(known);
      const screen = await openScreen(flags.color);
      if (flags.json === true) for (const code of codes) screen.out(`${JSON.stringify(recordOf(code))}\n`);
      else screen.out(`${codes.map((code) => explanation(code, screen)).join('\n\n')}\n`);
      exit(0);
    });
}

/** What `--json` says of a code: the columns of the table that concern a user. */
function recordOf(code: FindingCode): object {
  const { subject, severity, about, advice, bears, accept, exit } = FINDING_CODES[code];
  return { code, subject, severity, about, advice, bears, accept, exit };
}

function known(name: string): FindingCode {
  if (isFindingCode(name)) return name;
  const codes = Object.keys(FINDING_CODES);
  const parts = codes.filter((code) => name !== '' && (code.includes(name) || name.includes(code)));
  const near = parts.length > 0 ? parts.join(', ') : didYouMean(name, codes);
  const like = near === undefined ? '' : `; perhaps ${near}`;
  throw new Fault(
    2,
    `there is no finding ${JSON.stringify(name)}${like}`,
    'all there are: restorable explain',
  );
}

function explanation(code: FindingCode, { paint, width }: Awaited<ReturnType<typeof openScreen>>): string {
  const { severity, subject, about, advice } = FINDING_CODES[code];
  return [
    `${paint[severity](code)}  ${severity}, about ${SUBJECTS[subject]}; ${exitOf(code)}`,
    ...wrap(`  ${about}`, width, '  '),
    ...wrap(`  -> ${advice}`, width, '     ').map((line) => paint.strong(line)),
  ].join('\n');
}

const SUBJECTS = {
  integrity: 'integrity',
  content: 'content',
  directory: 'a directory or the whole run',
  manifest: 'the manifest',
} as const;

/** What a finding of the usual severity makes of the exit code. */
function exitOf(code: FindingCode): string {
  const { severity, exit } = FINDING_CODES[code];
  if (exit !== 'by severity') return `exit ${exit}`;
  return severity === 'note' ? 'fails no run' : 'exit 1';
}

const HELP = `
The severity can be lower than the usual one where the evidence is weaker; notes
alone fail no run, and --fail-on error lets warnings pass.

EXAMPLES
  restorable explain corrupt changed
  restorable explain --json | jq -r .code

EXIT STATUS
  0  it is explained
  2  there is no such finding, or another usage error`;
