import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { ALL_CODES, FINDING_CODES, type FindingCode, isFindingCode } from '../../model/finding.ts';
import { wrap } from '../../report/text.ts';
import { didYouMean, didYouMeanHint } from '../arguments/did-you-mean.ts';
import { withColorFlags } from '../arguments/options.ts';
import { type ColorChoice, openScreen } from '../screen.ts';

type Flags = { readonly json?: boolean; readonly color: ColorChoice };

/** Adds `restorable explain`. */
export function addExplain(program: Command, exit: (code: ExitCode) => void): void {
  const command = program
    .command('explain')
    .summary('explain what a finding means and what to do')
    .argument('[code...]', 'finding codes as they appear in reports (default: all)')
    .description('Explains what findings mean, how bad they are, and what to do.')
    .option('--json', 'write one JSON object per line and code');
  withColorFlags(command)
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: Flags) => {
      const codes = named.length === 0 ? ALL_CODES : named.map(parseCode);
      const screen = await openScreen(flags.color);
      if (flags.json === true) for (const code of codes) screen.out(`${JSON.stringify(recordOf(code))}\n`);
      else screen.out(`${codes.map((code) => explanation(code, screen)).join('\n\n')}\n`);
      exit(0);
    });
}

/** Returns what `--json` prints for a code: the columns of the table that concern users. */
function recordOf(code: FindingCode): object {
  const { subject, severity, about, advice, bears, accept, exit } = FINDING_CODES[code];
  return { code, subject, severity, about, advice, bears, accept, exit };
}

function parseCode(name: string): FindingCode {
  if (isFindingCode(name)) return name;
  const codes = Object.keys(FINDING_CODES);
  const parts = codes.filter((code) => name !== '' && (code.includes(name) || name.includes(code)));
  const near = parts.length > 0 ? parts.join(', ') : didYouMean(name, codes);
  throw new Fault(
    2,
    `unknown finding code ${JSON.stringify(name)}`,
    didYouMeanHint(near, 'all codes: restorable explain'),
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

/** Returns the exit code that a finding of the usual severity leads to. */
function exitOf(code: FindingCode): string {
  const { severity, exit } = FINDING_CODES[code];
  if (exit !== 'by severity') return `exit ${exit}`;
  return severity === 'note' ? 'does not fail a run' : 'exit 1';
}

const HELP = `
The severity can be lower if the evidence is weaker. Notes alone do not
fail a run, and neither do warnings with --fail-on error.

EXAMPLES
  restorable explain corrupt changed
  restorable explain --json | jq -r .code

EXIT STATUS
  0  explained
  2  unknown finding code, or another usage error`;
