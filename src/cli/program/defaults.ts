import { Command, type Option } from 'commander';
import { visible } from '../../report/text.ts';
import { version } from '../version.ts';

/** More choices than this are not told in the help: what they are stands elsewhere, and completion knows them. */
const MOST_CHOICES = 12;

/** The program without its commands. */
export function createBareProgram(): Command {
  return new Command('restorable')
    .description('Know that a backup will restore, before you need it.')
    .usage('COMMAND [options]')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({
      subcommandTerm: (command) => [command.name(), usageOf(command)].join(' ').trimEnd(),
      optionDescription: describeOption,
      argumentDescription: ({ description, argChoices }) => withFacts(description, [listOf(argChoices)]),
    })
    .configureOutput({
      outputError: (text, write) => write(text.startsWith('error') ? complaint(text) : text),
    })
    .exitOverride();
}

/** The usage without `[options]`, which every command has. */
function usageOf(command: Command): string {
  return command.usage().replace(/^\[options\] ?/, '');
}

function describeOption(option: Option): string {
  const { description, argChoices, defaultValue, defaultValueDescription, mandatory } = option;
  const isTold = defaultValue !== undefined && typeof defaultValue !== 'boolean';
  return withFacts(description, [
    mandatory ? 'required' : '',
    listOf(argChoices),
    isTold ? `default: ${defaultValueDescription ?? String(defaultValue)}` : '',
  ]);
}

function listOf(choices: readonly string[] = []): string {
  if (choices.length > MOST_CHOICES) return '';
  return choices.join(', ').replace(/, ([^,]*)$/, ' or $1');
}

function withFacts(description: string, facts: readonly string[]): string {
  const told = facts.filter((fact) => fact !== '').join('; ');
  if (told === '') return description;
  return description.endsWith(')') ? `${description.slice(0, -1)}; ${told})` : `${description} (${told})`;
}

/** An error of commander, in the words of the program: what is near to what was typed is a hint. */
function complaint(text: string): string {
  const [, what = text, near] = /^(.*?)(?:\n\(Did you mean (?:one of )?(.*)\?\))?\n?$/s.exec(text) ?? [];
  const hint = near === undefined ? '' : `restorable: hint: did you mean ${visible(near)}?\n`;
  return `restorable: ${visible(what)}\n${hint}`;
}
