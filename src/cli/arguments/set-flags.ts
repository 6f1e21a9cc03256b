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
    .option('--set <name>', 'use the roots and flags of this set in restorable.json (repeatable)', collect)
    .addOption(new Option('--all-sets', 'use all sets in restorable.json').conflicts('set'))
    .option('--config <file>', 'file with the sets (default: in ~/.config/restorable or /etc/restorable)');
}

/** Tells whether the flags name sets. Throws a Fault (2) if directories are named too, or `--config` without a set. */
export function namesSets(named: readonly string[], { set, allSets, config }: SetFlags): boolean {
  if (set !== undefined || allSets === true) {
    if (named.length === 0) return true;
    throw new Fault(
      2,
      'both directories and sets are named',
      'name directories, or use --set NAME or --all-sets',
    );
  }
  if (config !== undefined)
    throw new Fault(2, '--config is given without a set', 'add --set NAME or --all-sets');
  return false;
}

/** Replaces `{set}` in a text by the name of a set. */
export function withSetName(text: string, set: string): string {
  return text.replaceAll('{set}', set);
}
