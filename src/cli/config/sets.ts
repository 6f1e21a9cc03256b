import { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { didYouMean } from '../arguments/did-you-mean.ts';
import type { CommonFlags, ReportChoice } from '../arguments/options.ts';
import { expandRoots } from '../arguments/roots.ts';
import { type SetFlags, withSetName } from '../arguments/set-flags.ts';
import { worst } from '../exit.ts';
import { openScreen } from '../screen.ts';
import { refuseClashes } from './clashes.ts';
import { openConfig, soundSets } from './file.ts';
import type { BackupSet } from './read.ts';

/** The sets that flags name, in their order. Throws a Fault (2) where one is not there or the file is not right. */
export function chosenSets(flags: SetFlags, warn: (message: string) => void): readonly BackupSet[] {
  const config = openConfig(flags.config);
  config.warnings.forEach(warn);
  const sets = soundSets(config);
  if (flags.set === undefined) return sets;
  return [...new Set(flags.set)].map((name) => {
    const set = sets.find((each) => each.name === name);
    if (set !== undefined) return set;
    const names = sets.map((each) => each.name);
    const like = didYouMean(name, names);
    throw new Fault(
      2,
      `${config.file}: there is no set ${JSON.stringify(name)}`,
      like === undefined
        ? `there are: ${names.join(', ')}`
        : `did you mean ${like}? there are: ${names.join(', ')}`,
    );
  });
}

/** The roots of the sets that flags name, each there or not; a glob that matches nothing stands for itself. */
export async function rootsOfSets(flags: SetFlags): Promise<string[]> {
  const screen = await openScreen('auto');
  const roots = chosenSets(flags, (message) => screen.warn(message)).flatMap((set) => set.roots);
  const found = await Promise.all(roots.map((root) => expandRoots([root]).catch(() => [root])));
  return [...new Set(found.flat())];
}

/**
 * Runs a command once for every set that is named, each with its own flags; gives the worst exit code. A set that could
 * not be run is 2 only where none was: beside others it makes the whole incomplete, and hides no finding of theirs.
 */
export async function conductSets<F extends SetFlags & Pick<CommonFlags, 'color' | 'report' | 'ping'>>(
  command: Command,
  flags: F,
  run: (named: readonly string[], flags: F) => Promise<ExitCode>,
): Promise<ExitCode> {
  const screen = await openScreen(flags.color);
  const all = chosenSets(flags, (message) => screen.warn(message)).map((set) => ({
    set,
    own: called(set.name, withSet(command, set).opts<F>()),
  }));
  refuseClashes(all.map(({ set, own }) => ({ ...own, set: set.name })));
  const codes: ExitCode[] = [];
  for (const { set, own } of all) {
    let code: ExitCode;
    try {
      code = await run(set.roots, own);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      screen.error(`set ${set.name}: ${error.message}`, error.hint);
      code = error.exit;
    }
    codes.push(code);
    if (code === 130 || code === 143) break;
  }
  return worst(codes.every((code) => code === 2) ? codes : codes.map((code) => (code === 2 ? 3 : code)));
}

/** Flags with the name of a set in the place of `{set}`, also where they were given on the command line. */
function called<F extends Pick<CommonFlags, 'report' | 'ping'>>(set: string, flags: F): F {
  const { report, ping } = flags;
  return {
    ...flags,
    ...(report === undefined ? {} : { report: report.map((each) => calledReport(set, each)) }),
    ...(ping === undefined ? {} : { ping: withSetName(ping, set) }),
  };
}

function calledReport(set: string, { name, file }: ReportChoice): ReportChoice {
  return file === undefined ? { name } : { name, file: withSetName(file, set) };
}

/** A command with the flags of a set; what was given on the command line wins, and a set may say more than it takes. */
function withSet(command: Command, { values }: BackupSet): Command {
  const own = new Command();
  for (const option of command.options) {
    const name = option.attributeName();
    own.addOption(option);
    if (command.getOptionValueSource(name) === 'cli')
      own.setOptionValueWithSource(name, command.getOptionValue(name), 'cli');
    else if (values.has(name)) own.setOptionValueWithSource(name, values.get(name), 'config');
  }
  return own;
}
