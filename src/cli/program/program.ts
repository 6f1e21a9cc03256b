import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { EXIT_STATUS } from '../exit.ts';
import { createBareProgram } from './defaults.ts';

type Add = (program: Command, exit: (code: ExitCode) => void, whole: () => Promise<Command>) => void;
type Group = { readonly heading: string; readonly commands: Readonly<Record<string, () => Promise<Add>>> };

/** Every command by its name, in the order of the help; each is loaded on demand. */
const GROUPS: readonly Group[] = [
  {
    heading: 'Seal and verify:',
    commands: {
      seal: async () => (await import('../commands/seal.ts')).addSeal,
      verify: async () => (await import('../commands/verify.ts')).addVerify,
      scan: async () => (await import('../commands/scan.ts')).addScan,
      accept: async () => (await import('../commands/accept.ts')).addAccept,
      repair: async () => (await import('../commands/repair.ts')).addRepair,
    },
  },
  {
    heading: 'Many hosts:',
    commands: {
      fleet: async () => (await import('../commands/fleet.ts')).addFleet,
      worker: async () => (await import('../commands/worker.ts')).addWorker,
    },
  },
  {
    heading: 'Generations:',
    commands: {
      latest: async () => (await import('../commands/latest.ts')).addLatest,
      compare: async () => (await import('../commands/compare.ts')).addCompare,
      head: async () => (await import('../commands/head.ts')).addHead,
    },
  },
  {
    heading: 'Monitor:',
    commands: {
      status: async () => (await import('../commands/status.ts')).addStatus,
      report: async () => (await import('../commands/report.ts')).addReport,
      schedule: async () => (await import('../commands/schedule.ts')).addSchedule,
      config: async () => (await import('../commands/config.ts')).addConfig,
    },
  },
  {
    heading: 'Reference:',
    commands: {
      explain: async () => (await import('../commands/explain.ts')).addExplain,
      completion: async () => (await import('../commands/completion.ts')).addCompletion,
    },
  },
];

/** The flags that need no command. */
const VERSION = new Set(['-V', '--version']);

/** Returns the names of all commands, in the order of the help. */
export function commandNames(): string[] {
  return GROUPS.flatMap(({ commands }) => Object.keys(commands));
}

/** Tells whether a command of this name exists. */
export function isCommand(name: string): boolean {
  return GROUPS.some(({ commands }) => Object.hasOwn(commands, name));
}

/**
 * Creates the program with one command, or with all if `only` is not a command; loading the others would take longer than
 * many commands run. `exit` receives the exit code of the command.
 */
export async function createProgram(exit: (code: ExitCode) => void, only = ''): Promise<Command> {
  const program = createBareProgram().addHelpText('after', HELP);
  const isWanted = (name: string): boolean => (isCommand(only) ? name === only : !VERSION.has(only));
  for (const { heading, commands } of GROUPS) {
    program.commandsGroup(heading);
    const wanted = Object.entries(commands).filter(([name]) => isWanted(name));
    for (const add of await Promise.all(wanted.map(([, load]) => load())))
      add(program, exit, () => createProgram(() => {}));
  }
  program.helpCommand(true);
  hintAtHelp(program, program.name());
  for (const command of program.commands) refuseEmptyValues(command);
  return program;
}

/** Makes an empty value of a flag a usage error: a variable in a script that is not set would mean the working directory. */
function refuseEmptyValues(command: Command): void {
  for (const option of command.options) {
    if (!option.required) continue;
    command.on(`option:${option.name()}`, (value: unknown) => {
      if (value === '') command.error(`error: option '${option.flags}' has an empty value`);
    });
  }
}

/** Adds a hint to the help of the command to every usage error. */
function hintAtHelp(command: Command, path: string): void {
  command.showHelpAfterError(`restorable: hint: ${path} --help`);
  for (const each of command.commands) hintAtHelp(each, `${path} ${each.name()}`);
}

const HELP = `
EXAMPLES
  restorable scan /srv/backup/today     is it garbage?
  restorable seal /srv/backup/today     write its manifest
  restorable verify /srv/backup/today   is it unchanged and complete?
  restorable latest '/srv/backup/*'     the newest sound generation

${EXIT_STATUS}`;
