import { resolve } from 'node:path';
import { type RunContext, type RunEvents, type RunOptions, signalExit } from '../../engine/run.ts';
import type { ExitCode, RunEvent } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { type CommonFlags, runOptions } from '../arguments/options.ts';
import { findRoots } from '../arguments/roots.ts';
import { worst } from '../exit.ts';
import { bugFault, faultEvent, type RunningRoot } from '../journal/fault-event.ts';
import { historyOf } from '../journal/history.ts';
import { type Journal, journalDirectory, openJournal } from '../journal/journal.ts';
import { takeLock } from '../journal/lock.ts';
import { pruneJournals } from '../journal/prune.ts';
import { attend } from '../output/monitors.ts';
import { openReports } from '../output/reports.ts';
import { systemContext } from '../run-context.ts';
import { openScreen, type Screen } from '../screen.ts';
import { catchSignals } from '../signals.ts';

const PROGRESS_MS = 120;
const SILENT_PROGRESS_MS = 30_000;

/** Runs one root with the options of all. */
export type RunRoot = (root: string, options: RunOptions, surroundings: RunContext) => RunEvents;

/** What a command may want beyond the runs of its roots. */
export type Conducting = {
  /** stdout is for what the command itself says: only `--json` and the reports that were asked for are written. */
  readonly hasOwnOutput?: boolean;
  /** Sees every event of every run. */
  readonly watch?: Listener;
  /** Told how each root ended; no other is run where it says so. */
  readonly isEnough?: (root: string, exit: ExitCode) => boolean;
};

/** How the runs of a command ended: each, and all together with what was wrong beside them. */
export type Conducted = { readonly exit: ExitCode; readonly beside: ExitCode; readonly isStopped: boolean };

/** Conducts the runs of one command over the roots that were named: events to journal and reports, the worst exit code back. */
export async function conduct(
  command: string,
  named: readonly string[],
  flags: CommonFlags,
  run: RunRoot,
): Promise<ExitCode> {
  return (await conductRoots(command, await openNamed(command, named, flags), flags, run)).exit;
}

/** The roots that were named. Where one is not there nothing is read, and the reports say so too. */
async function openNamed(command: string, named: readonly string[], flags: CommonFlags): Promise<string[]> {
  try {
    return await findRoots(named);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const world = systemContext();
    const screen = await openScreen(flags.color);
    const reports = await openReports(flags, { screen, id: world.id });
    const attendance = await attend(flags, screen);
    for (const name of named) {
      const event = faultEvent(error, { command, root: resolve(name), world });
      reports.on(event);
      attendance.on(event);
    }
    reports.finish();
    await attendance.finish(error.exit);
    throw error;
  }
}

/** Conducts the runs of one command over roots, in their order. */
export async function conductRoots(
  command: string,
  roots: readonly string[],
  flags: CommonFlags,
  run: RunRoot,
  { hasOwnOutput = false, watch, isEnough = () => false }: Conducting = {},
): Promise<Conducted> {
  const screen = await openScreen(flags.color);
  const signals = catchSignals();
  const { signal } = signals;
  const first = systemContext();
  const faults: Fault[] = [];
  const journal = flags.journal ? keepJournal(command, first, screen, faults) : undefined;
  const reports = await openReports(flags, {
    screen,
    id: first.id,
    hasOwnOutput,
    history: () => historyOf(journalDirectory(), { command, host: first.host, roots, until: first.now() }),
    ...(journal === undefined ? {} : { journal }),
  });
  const attendance = await attend(flags, screen);
  const listeners = [reports, attendance, ...(watch === undefined ? [] : [watch])];
  const beside: ExitCode[] = faults.map((fault) => fault.exit);
  for (const fault of faults)
    for (const each of listeners) each.on(faultEvent(fault, { command, root: '', world: first }));
  const codes: ExitCode[] = [];
  let running = { command, root: '', world: first };
  try {
    for (const root of roots) {
      running = { command, root, world: codes.length === 0 ? first : systemContext() };
      const options = {
        ...runOptions(flags, signal),
        signal,
        progressEveryMs: screen.canMove ? PROGRESS_MS : SILENT_PROGRESS_MS,
      };
      const exit = await runOne(locked(command, root, flags, options, running.world, run), {
        listeners,
        screen,
        running,
      });
      codes.push(exit);
      if (signal.aborted || isEnough(root, exit)) break;
    }
  } catch (error) {
    for (const each of listeners) each.on(faultEvent(bugFault(error), running));
    await attendance.finish(3);
    throw error;
  } finally {
    screen.still();
    signals.release();
    if (journal?.failure !== undefined) {
      beside.push(journal.failure.exit);
      const event = faultEvent(journal.failure, { command, root: '', world: first });
      for (const each of listeners) each.on(event);
    }
    reports.finish();
    journal?.close();
    if (journal !== undefined && flags.keep !== undefined) pruneJournals(journal.file, flags.keep);
  }
  const stopped = signalExit(signal);
  const exit = worst([...beside, ...codes, ...(stopped === undefined ? [] : [stopped])]);
  await attendance.finish(exit);
  return { exit, beside: worst(beside), isStopped: signal.aborted };
}

/** Commands whose runs of one root do not go on side by side. */
const EXCLUSIVE = new Set(['verify', 'scan', 'seal', 'accept']);

/** A run that holds the lock of its root; without a journal nothing is locked unless that is asked for. */
async function* locked(
  command: string,
  root: string,
  { journal, lockWait }: CommonFlags,
  options: RunOptions & { readonly signal: AbortSignal },
  world: RunContext,
  run: RunRoot,
): RunEvents {
  const isLocked = EXCLUSIVE.has(command) && (journal || lockWait !== undefined);
  const release = isLocked ? await takeLock(root, lockWait ?? 0, options.signal) : () => {};
  try {
    yield* run(root, options, world);
  } finally {
    release();
  }
}

type Listener = { on(event: RunEvent): void };

type Audience = {
  readonly listeners: readonly Listener[];
  readonly screen: Screen;
  readonly running: RunningRoot;
};

/** Sends the events of one root, of one run or several, to everyone who listens. A Fault in the middle ends this root, not the others. */
async function runOne(events: RunEvents, { listeners, screen, running }: Audience): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  try {
    for await (const event of events) {
      if (event.type === 'progress') screen.progress(event);
      if (event.type === 'end') screen.still();
      for (const listener of listeners) listener.on(event);
      if (event.type === 'end') codes.push(event.exit);
    }
    return codes.length === 0 ? 3 : worst(codes);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    screen.still();
    screen.error(error.message, error.hint);
    for (const listener of listeners) listener.on(faultEvent(error, running));
    return worst([...codes, error.exit]);
  }
}

function keepJournal(
  command: string,
  surroundings: RunContext,
  screen: Screen,
  faults: Fault[],
): Journal | undefined {
  try {
    return openJournal(command, surroundings.now(), surroundings.id);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    screen.warn(error.message, error.hint);
    faults.push(error);
    return undefined;
  }
}
