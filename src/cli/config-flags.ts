import { type Command, Option } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { Fault } from '../model/fault.ts';
import type { CommonFlags } from './options.ts';

/** The flags that name backup sets of a configuration file, as commander gives them. */
export type SetFlags = {
  readonly set?: readonly string[];
  readonly allSets?: boolean;
  readonly config?: string;
};

/** Adds the flags that name backup sets. */
export function withSetFlags(command: Command): Command {
  return command
    .optionsGroup('Sets:')
    .option('--set <name>', 'the roots and flags of this set of restorable.json (repeatable)', collect)
    .addOption(new Option('--all-sets', 'all sets of restorable.json').conflicts('set'))
    .option(
      '--config <file>',
      'the file with the sets; else that of /etc/restorable or ~/.config/restorable',
    );
}

/** True where sets are named. Throws a Fault (2) where a directory is named too, or nothing is. */
export function namesSets(named: readonly string[], { set, allSets, config }: SetFlags): boolean {
  if (set !== undefined || allSets === true) {
    if (named.length === 0) return true;
    throw new Fault(2, 'directories and sets are named', 'name directories, or --set NAME, or --all-sets');
  }
  if (config !== undefined)
    throw new Fault(2, '--config names a file and no set', 'add --set NAME or --all-sets');
  return false;
}

/** Runs a command over the directories that were named, or once for every set with the flags of that set. */
export async function overSets<F extends SetFlags & Pick<CommonFlags, 'color' | 'report'>>(
  command: Command,
  named: readonly string[],
  flags: F,
  run: (named: readonly string[], flags: F) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (namesSets(named, flags)) {
    const { conductSets } = await import('./config-sets.ts');
    return conductSets(command, flags, run);
  }
  if (named.length > 0) return run(named, flags);
  throw new Fault(
    2,
    'neither a directory nor a set is named',
    `restorable ${command.name()} DIR, or --set NAME, or --all-sets; all flags: restorable ${command.name()} --help`,
  );
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
