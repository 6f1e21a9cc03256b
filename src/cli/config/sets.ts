import { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { didYouMean, didYouMeanHint } from '../arguments/did-you-mean.ts';
import type { CommonFlags, ReportChoice } from '../arguments/options.ts';
import { expandRoots } from '../arguments/roots.ts';
import { type SetFlags, withSetName } from '../arguments/set-flags.ts';
import { worst } from '../exit.ts';
import { openScreen } from '../screen.ts';
import { rejectClashes } from './clashes.ts';
import { openConfig, validSets } from './file.ts';
import type { BackupSet } from './read.ts';

/**
 * The keys of a set that a command does not take although it has a flag of that name. The reports and the monitor of a set
 * are about its checks, which another command must not replace or clear; what `accept` forgives is only ever said by hand.
 */
const NOT_TAKEN: Readonly<Record<string, readonly string[]>> = {
  seal: ['report', 'ping'],
  latest: ['report', 'ping'],
  compare: ['report', 'ping'],
  accept: ['report', 'ping', 'code'],
};

/** Returns the sets that the flags name, in that order. Throws a Fault (2) if one does not exist or the file is invalid. */
export function selectSets(flags: SetFlags, warn: (message: string) => void): readonly BackupSet[] {
  const config = openConfig(flags.config);
  config.warnings.forEach(warn);
  const sets = validSets(config);
  if (flags.set === undefined) return sets;
  return [...new Set(flags.set)].map((name) => {
    const set = sets.find((each) => each.name === name);
    if (set !== undefined) return set;
    const names = sets.map((each) => each.name);
    throw new Fault(
      2,
      `${config.file}: unknown set ${JSON.stringify(name)}`,
      didYouMeanHint(didYouMean(name, names), `all sets: ${names.join(', ')}`),
    );
  });
}

/** Returns the roots of the sets that the flags name, whether they exist or not; a glob that matches nothing stays as it is. */
export async function rootsOfSets(flags: SetFlags): Promise<string[]> {
  const screen = await openScreen('auto');
  const roots = selectSets(flags, (message) => screen.warn(message)).flatMap((set) => set.roots);
  const found = await Promise.all(roots.map((root) => expandRoots([root]).catch(() => [root])));
  return [...new Set(found.flat())];
}

/**
 * Runs a command once per named set, each with its own flags, and returns the worst exit code. A set that could not be run
 * is 2 only if none could: otherwise it makes the result incomplete (3) and hides no finding of the others.
 */
export async function runSets<F extends SetFlags & Pick<CommonFlags, 'color' | 'report' | 'ping'>>(
  command: Command,
  flags: F,
  run: (named: readonly string[], flags: F, set?: BackupSet) => Promise<ExitCode>,
): Promise<ExitCode> {
  const screen = await openScreen(flags.color);
  const all = selectSets(flags, (message) => screen.warn(message)).map((set) => ({
    set,
    own: flagsForSet(set.name, withSet(command, set).opts<F>()),
  }));
  rejectClashes(all.map(({ set, own }) => ({ ...own, set: set.name })));
  const codes: ExitCode[] = [];
  for (const { set, own } of all) {
    let code: ExitCode;
    try {
      code = await run(set.roots, own, set);
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

/** Replaces `{set}` in reports and ping by the name of a set, also if they were given on the command line. */
function flagsForSet<F extends Pick<CommonFlags, 'report' | 'ping'>>(set: string, flags: F): F {
  const { report, ping } = flags;
  return {
    ...flags,
    ...(report === undefined ? {} : { report: report.map((each) => reportForSet(set, each)) }),
    ...(ping === undefined ? {} : { ping: withSetName(ping, set) }),
  };
}

function reportForSet(set: string, { name, file }: ReportChoice): ReportChoice {
  return file === undefined ? { name } : { name, file: withSetName(file, set) };
}

/** Returns a command with the flags of a set. The command line wins; keys that the command has no flag for are skipped. */
function withSet(command: Command, { values }: BackupSet): Command {
  const own = new Command();
  for (const option of command.options) {
    const name = option.attributeName();
    const isTaken = NOT_TAKEN[command.name()]?.includes(name) !== true;
    own.addOption(option);
    if (command.getOptionValueSource(name) === 'cli')
      own.setOptionValueWithSource(name, command.getOptionValue(name), 'cli');
    else if (isTaken && values.has(name)) own.setOptionValueWithSource(name, values.get(name), 'config');
  }
  return own;
}
