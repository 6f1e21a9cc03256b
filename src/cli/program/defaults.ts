import { Command, type Option } from 'commander';
import { visible } from '../../report/text.ts';
import { version } from '../version.ts';

/** The help lists no more choices than this; completion knows them all. */
const MOST_CHOICES = 12;

/** Returns the program without its commands. */
export function createBareProgram(): Command {
  return new Command('restorable')
    .description('Know that a backup will restore, before you need it.')
    .usage('COMMAND [options]')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print help for a command')
    .configureHelp({
      subcommandTerm: (command) => [command.name(), usageOf(command)].join(' ').trimEnd(),
      optionDescription: describeOption,
      argumentDescription: ({ description, argChoices }) => withFacts(description, [listOf(argChoices)]),
    })
    .configureOutput({
      outputError: (text, write) => write(text.startsWith('error') ? reword(text) : text),
    })
    .exitOverride();
}

/** Returns the usage without `[options]`, which every command has. */
function usageOf(command: Command): string {
  return command.usage().replace(/^\[options\] ?/, '');
}

function describeOption(option: Option): string {
  const { description, argChoices, defaultValue, defaultValueDescription, mandatory } = option;
  const isShown = defaultValue !== undefined && typeof defaultValue !== 'boolean';
  return withFacts(description, [
    mandatory ? 'required' : '',
    listOf(argChoices),
    isShown ? `default: ${defaultValueDescription ?? String(defaultValue)}` : '',
  ]);
}

function listOf(choices: readonly string[] = []): string {
  if (choices.length > MOST_CHOICES) return '';
  return choices.join(', ').replace(/, ([^,]*)$/, ' or $1');
}

function withFacts(description: string, facts: readonly string[]): string {
  const shown = facts.filter((fact) => fact !== '').join('; ');
  if (shown === '') return description;
  return description.endsWith(')') ? `${description.slice(0, -1)}; ${shown})` : `${description} (${shown})`;
}

/** Rewords an error of commander; its suggestion becomes a hint. */
function reword(text: string): string {
  const [, what = text, near] = /^(.*?)(?:\n\(Did you mean (?:one of )?(.*)\?\))?\n?$/s.exec(text) ?? [];
  const hint = near === undefined ? '' : `restorable: hint: did you mean ${visible(near)}?\n`;
  return `restorable: ${visible(what)}\n${hint}`;
}
