import { type Command, Option } from 'commander';
import { Fault } from '../../model/fault.ts';
import { collect } from './collect.ts';

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

/** A text with the name of a set in the place of `{set}`. */
export function withSetName(text: string, set: string): string {
  return text.replaceAll('{set}', set);
}
