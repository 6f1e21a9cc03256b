import { basename } from 'node:path';
import { signalExit } from '../../engine/run.ts';
import type { BeginEvent, EndEvent, ExitCode, RunEvent } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import type { StandingAlarm } from '../../report/reporter.ts';
import { type CommonFlags, runOptions } from '../arguments/options.ts';
import { findRoots } from '../arguments/roots.ts';
import type { ShardFlag } from '../arguments/shard-flag.ts';
import { collectEarlier } from '../collect-earlier.ts';
import { worst } from '../exit.ts';
import { faultEvent, faultOfRun, type RunningRoot } from '../journal/fault-event.ts';
import { historyOf } from '../journal/history.ts';
import { pastTotals } from '../journal/past-totals.ts';
import { endJournal, keyOfJournal, leaveFault, tryOpenJournal } from '../journal/run-journal.ts';
import { alarmsAskedOnce } from '../journal/standing-alarm.ts';
import { journalDirectory } from '../journal/state-directory.ts';
import { openMonitors } from '../output/monitors.ts';
import { openReports } from '../output/reports.ts';
import { absolute, type RemoteOptions } from '../remote/name.ts';
import { remoteScope } from '../remote/scope.ts';
import { systemContext } from '../run-context.ts';
import { openScreen } from '../screen.ts';
import { catchSignals } from '../signals.ts';
import { type Listener, locked, type RunRoot, runOne } from './run-one.ts';
import { openRuns } from './side-by-side.ts';

const PROGRESS_MS = 120;
const SILENT_PROGRESS_MS = 30_000;

/** The commands that read remote trees. */
const READING_REMOTES = new Set(['verify', 'scan', 'seal']);

/** What a command may add to the runs of its roots. */
export type RunHooks = {
  /** Stdout is for the command's own output: only `--json` and requested reports are written there. */
  readonly hasOwnOutput?: boolean;
  /** Receives every event of every run. */
  readonly watch?: Listener;
  /** Receives the exit code of each root; no other root is run if it returns true. */
  readonly isEnough?: (root: string, exit: ExitCode) => boolean;
  /** Roots on different disks are read side by side; what they come to is still reported one after the other. */
  readonly sideBySide?: boolean;
};

/** How a command ended: `exit` of everything, `commandExit` of the command without its runs (such as its journal). */
export type CommandResult = {
  readonly exit: ExitCode;
  readonly commandExit: ExitCode;
  readonly isStopped: boolean;
};

/** Runs a command on the named roots, sends the events to journal and reports, and returns the worst exit code. */
export async function runCommand(
  command: string,
  named: readonly string[],
  flags: CommonFlags & ShardFlag & RemoteOptions,
  run: RunRoot,
): Promise<ExitCode> {
  return (await runRoots(command, await openNamed(command, named, flags), flags, run)).exit;
}

/** Returns the named roots. If one does not exist nothing is read, and the reports say so too. */
async function openNamed(
  command: string,
  named: readonly string[],
  flags: CommonFlags & RemoteOptions,
): Promise<string[]> {
  try {
    return await findRoots(named, READING_REMOTES.has(command) ? flags : undefined);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const context = systemContext();
    const screen = await openScreen(flags.color);
    const reports = await openReports(flags, { screen, id: context.id });
    const monitors = await openMonitors(flags, screen);
    for (const name of named) {
      const event = faultEvent(error, { command, root: absolute(name), context });
      reports.on(event);
      monitors.on(event);
    }
    reports.finish((fault) => faultEvent(fault, { command, root: '', context }));
    await monitors.finish(error.exit);
    throw error;
  }
}

/** Runs a command on roots, in their order. */
export async function runRoots(
  command: string,
  roots: readonly string[],
  flags: CommonFlags & ShardFlag,
  run: RunRoot,
  { hasOwnOutput = false, watch, isEnough = () => false, sideBySide = false }: RunHooks = {},
): Promise<CommandResult> {
  collectEarlier();
  const sign = await keyOfJournal(flags, roots);
  const screen = await openScreen(flags.color);
  const signals = catchSignals();
  const { signal } = signals;
  const first = systemContext();
  const faults: Fault[] = [];
  const journal = flags.journal ? tryOpenJournal(command, first, screen, faults) : undefined;
  const alarmOf = alarmsAskedOnce();
  const alarmBeside = (begin: BeginEvent, ending: EndEvent): StandingAlarm | undefined =>
    alarmOf(journalDirectory(), begin, ending);
  const eventOf = (fault: Fault): RunEvent => faultEvent(fault, { command, root: '', context: first });
  const reports = await openReports(flags, {
    screen,
    id: first.id,
    hasOwnOutput,
    alarmBeside,
    history: () => historyOf(journalDirectory(), { command, host: first.host, roots, until: first.now() }),
    ...(journal === undefined ? {} : { journal }),
  }).catch((error: unknown) => {
    if (journal !== undefined) leaveFault(journal, eventOf(faultOfRun(error)));
    throw error;
  });
  const monitors = await openMonitors(flags, screen, alarmBeside);
  const listeners = [reports, monitors, ...(watch === undefined ? [] : [watch])];
  const commandCodes: ExitCode[] = faults.map((fault) => fault.exit);
  for (const fault of faults) for (const each of listeners) each.on(eventOf(fault));
  const codes: ExitCode[] = [];
  let running: RunningRoot = { command, root: '', context: first };
  const options = {
    ...runOptions(flags, signal),
    signal,
    progressEveryMs: screen.canAnimate ? PROGRESS_MS : SILENT_PROGRESS_MS,
  };
  const runs = openRuns(roots, sideBySide, (root, isFirst) => {
    const each = { command, root, context: isFirst ? first : systemContext() };
    return { running: each, events: locked(each, flags, { ...options, ...remoteScope(root) }, screen, run) };
  });
  try {
    for (const root of roots) {
      const { events, running: now } = runs.of(root);
      running = now;
      const exit = await runOne(events, {
        listeners,
        screen,
        running,
        shownRoot: roots.length > 1 ? basename(root) : '',
        past: screen.canAnimate ? pastTotals(journalDirectory(), root) : undefined,
      });
      codes.push(exit);
      if (signal.aborted || isEnough(root, exit)) break;
    }
  } catch (error) {
    for (const each of listeners) each.on(faultEvent(faultOfRun(error), running));
    await monitors.finish(3);
    throw error;
  } finally {
    screen.clearProgress();
    await runs.close();
    signals.release();
    const lost = journal?.failure;
    if (lost !== undefined) for (const each of listeners) each.on(eventOf(lost));
    const unwritten = reports.finish(eventOf);
    commandCodes.push(...unwritten.map((fault) => fault.exit));
    if (journal !== undefined)
      commandCodes.push(...(await endJournal(journal, sign, flags, screen, first.now())));
  }
  const commandExit = worst(commandCodes);
  if (commandExit !== 0 && codes.length > 0 && worst(codes) === 0)
    screen.error(
      `exit ${commandExit} for that alone: ${command} itself ended with 0`,
      'what was read was as it should be; mend the above, and run again where the record of the run matters',
    );
  const stopped = signalExit(signal);
  const exit = worst([...commandCodes, ...codes, ...(stopped === undefined ? [] : [stopped])]);
  await monitors.finish(exit);
  return { exit, commandExit, isStopped: signal.aborted };
}
