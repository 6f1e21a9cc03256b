import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import type { CommonFlags } from '../arguments/options.ts';
import { namesSets, type SetFlags } from '../arguments/set-flags.ts';

/** Runs a command over the directories that were named, or once for every set with the flags of that set. */
export async function overSets<F extends SetFlags & Pick<CommonFlags, 'color' | 'report' | 'ping'>>(
  command: Command,
  named: readonly string[],
  flags: F,
  run: (named: readonly string[], flags: F) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (namesSets(named, flags)) {
    const { conductSets } = await import('./sets.ts');
    return conductSets(command, flags, run);
  }
  if (named.length > 0) return run(named, flags);
  throw new Fault(
    2,
    'neither a directory nor a set is named',
    `restorable ${command.name()} DIR, or --set NAME, or --all-sets; all flags: restorable ${command.name()} --help`,
  );
}
