/**
 * The table of all commands: what commander knows, as plain data. Completion, the man page and docs/commands.md are
 * generated from it, so they cannot differ from `--help` or from what the program accepts.
 */
import type { Argument, Command, Help, Option } from 'commander';
import { isRepeatable } from './collect.ts';

/** The value of a flag or an argument: its placeholder, and the choices if the help lists them. */
export type ValueRow = { readonly name: string; readonly choices: readonly string[] };

/** A flag: its names without a value (`-o`, `--output`), how the help writes it, and how the help describes it. */
export type FlagRow = {
  readonly names: readonly string[];
  readonly flags: string;
  readonly about: string;
  readonly description: string;
  readonly isRepeatable: boolean;
  readonly value?: ValueRow;
};

/** The flags under one heading; the heading has no colon. */
export type FlagGroup = { readonly heading: string; readonly flags: readonly FlagRow[] };

/** A positional argument. */
export type ArgumentRow = {
  readonly term: string;
  readonly about: string;
  readonly value: ValueRow;
  readonly isVariadic: boolean;
};

/** A section of the help after the flags, under a heading in capitals; '' for the text before the first heading. */
export type SectionRow = { readonly heading: string; readonly lines: readonly string[] };

/** A command with its subcommands; `path` is how it is called, beginning with the program. */
export type CommandRow = {
  readonly name: string;
  readonly path: readonly string[];
  readonly usage: string;
  readonly term: string;
  readonly heading: string;
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly ArgumentRow[];
  readonly groups: readonly FlagGroup[];
  readonly sections: readonly SectionRow[];
  readonly commands: readonly CommandRow[];
};

/** Builds the table of a program and its commands. The program cannot be run afterwards: its help output is redirected. */
export function commandTable(command: Command, above: readonly string[] = []): CommandRow {
  const help = command.createHelp();
  const path = [...above, command.name()];
  return {
    name: command.name(),
    path,
    usage: `${path.join(' ')} ${command.usage()}`,
    term: help.subcommandTerm(command),
    heading: withoutColon(command.helpGroup() || 'Commands'),
    summary: help.subcommandDescription(command),
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => argumentRow(argument, help)),
    groups: groupsOf(command, help),
    sections: sectionsOf(command),
    commands: help.visibleCommands(command).map((each) => commandTable(each, path)),
  };
}

/** Returns a command and all its subcommands, in the order of the help. */
export function allCommands(table: CommandRow): CommandRow[] {
  return [table, ...table.commands.flatMap(allCommands)];
}

/** Returns all flags of a command. */
export function allFlags({ groups }: CommandRow): FlagRow[] {
  return groups.flatMap(({ flags }) => flags);
}

function argumentRow(argument: Argument, help: Help): ArgumentRow {
  const name = argument.name();
  const many = argument.variadic ? `${name}...` : name;
  return {
    term: argument.required ? `<${many}>` : `[${many}]`,
    about: help.argumentDescription(argument),
    value: { name, choices: argument.argChoices ?? [] },
    isVariadic: argument.variadic,
  };
}

function groupsOf(command: Command, help: Help): FlagGroup[] {
  const groups = new Map<string, FlagRow[]>();
  for (const option of help.visibleOptions(command)) {
    const heading = withoutColon(option.helpGroupHeading ?? 'Options');
    groups.set(heading, [...(groups.get(heading) ?? []), flagRow(option, help)]);
  }
  return [...groups].map(([heading, flags]) => ({ heading, flags }));
}

function flagRow(option: Option, help: Help): FlagRow {
  const [, name] = /[<[](.+)[>\]]$/.exec(option.flags) ?? [];
  return {
    names: [option.short, option.long].filter((each) => each !== undefined),
    flags: option.flags,
    about: help.optionDescription(option),
    description: option.description,
    isRepeatable: isRepeatable(option),
    ...(name === undefined ? {} : { value: { name, choices: option.argChoices ?? [] } }),
  };
}

function sectionsOf(command: Command): SectionRow[] {
  let text = '';
  command.configureOutput({
    writeOut: (piece) => {
      text += piece;
    },
  });
  command.outputHelp();
  const sections: { heading: string; lines: string[] }[] = [{ heading: '', lines: [] }];
  for (const line of text.slice(command.helpInformation().length).split('\n')) {
    if (/^[A-Z][A-Z ]+$/.test(line)) sections.push({ heading: line, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections
    .map(({ heading, lines }) => ({ heading, lines: lines.join('\n').trim() === '' ? [] : trimmed(lines) }))
    .filter(({ lines }) => lines.length > 0);
}

function trimmed(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(first, last + 1);
}

function withoutColon(heading: string): string {
  return heading.replace(/:$/, '');
}
