import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import type { CommonFlags } from '../arguments/options.ts';
import { namesSets, type SetFlags } from '../arguments/set-flags.ts';
import type { BackupSet } from './read.ts';

/** Runs a command on the named directories, or once per set with the flags of that set. */
export async function runNamedOrSets<F extends SetFlags & Pick<CommonFlags, 'color' | 'report' | 'ping'>>(
  command: Command,
  named: readonly string[],
  flags: F,
  run: (named: readonly string[], flags: F, set?: BackupSet) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (namesSets(named, flags)) {
    const { runSets } = await import('./sets.ts');
    return runSets(command, flags, run);
  }
  if (named.length > 0) return run(named, flags);
  throw new Fault(
    2,
    'no directory or set is named',
    `name one: restorable ${command.name()} DIR, --set NAME or --all-sets; see restorable ${command.name()} --help`,
  );
}
