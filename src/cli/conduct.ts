import type { RunEvents, RunOptions, Surroundings } from '../engine/run.ts';
import type { ExitCode, RunEvent } from '../model/event.ts';
import { Fault } from '../model/fault.ts';
import { jsonl } from '../report/jsonl.ts';
import { type Look, type Out, PLAIN } from '../report/reporter.ts';
import { reporterNamed } from '../report/reporters.ts';
import { terminal } from '../report/terminal.ts';
import { worst } from './exit.ts';
import { type Journal, openJournal } from './journal.ts';
import { type CommonFlags, runOptions } from './options.ts';
import { openReportFile, type ReportFile } from './report-file.ts';
import { openRoots } from './roots.ts';
import { openScreen, type Screen } from './screen.ts';
import { catchSignals } from './signals.ts';
import { systemSurroundings } from './surroundings.ts';

const PROGRESS_MS = 120;
const SILENT_PROGRESS_MS = 30_000;

/** Runs one root with the options of all. */
export type RunRoot = (root: string, options: RunOptions, surroundings: Surroundings) => RunEvents;

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
  return (await conductRoots(command, await openRoots(named), flags, run)).exit;
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
  const first = systemSurroundings();
  const faults: Fault[] = [];
  const journal = flags.journal ? keepJournal(command, first, screen, faults) : undefined;
  const files: ReportFile[] = [];
  const listeners = [
    ...listen(flags, screen, { journal, id: first.id, files, hasOwnOutput }),
    ...(watch === undefined ? [] : [watch]),
  ];
  const beside: ExitCode[] = faults.map((fault) => fault.exit);
  const codes: ExitCode[] = [];
  let isWhole = false;
  try {
    for (const root of roots) {
      const surroundings = codes.length === 0 ? first : systemSurroundings();
      const options = {
        ...runOptions(flags, signal),
        progressEveryMs: screen.canMove ? PROGRESS_MS : SILENT_PROGRESS_MS,
      };
      const exit = await runOne(run(root, options, surroundings), listeners, screen);
      codes.push(exit);
      if (signal.aborted || isEnough(root, exit)) break;
    }
    isWhole = true;
  } finally {
    screen.still();
    signals.release();
    journal?.close();
    for (const file of files) {
      if (isWhole) file.commit();
      else file.discard();
    }
  }
  return { exit: worst([...beside, ...codes]), beside: worst(beside), isStopped: signal.aborted };
}

type Listener = { on(event: RunEvent): void };

/** Sends the events of one run to everyone who listens. A Fault in the middle ends this root, not the others. */
async function runOne(events: RunEvents, listeners: readonly Listener[], screen: Screen): Promise<ExitCode> {
  try {
    for await (const event of events) {
      if (event.type === 'progress') screen.progress(event);
      if (event.type === 'end') screen.still();
      for (const listener of listeners) listener.on(event);
      if (event.type === 'end') return event.exit;
    }
    return 3;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    screen.still();
    screen.error(error.message, error.hint);
    return error.exit;
  }
}

type Outputs = {
  readonly journal: Journal | undefined;
  readonly id: string;
  readonly files: ReportFile[];
  readonly hasOwnOutput: boolean;
};

function listen(
  flags: CommonFlags,
  screen: Screen,
  { journal, id, files, hasOwnOutput }: Outputs,
): Listener[] {
  const look: Look = {
    paint: screen.paint,
    limit: flags.limit,
    ...(screen.width === undefined ? {} : { width: screen.width }),
    isTalkative: (screen.isWatched && flags.quiet !== true) || flags.verbose === true,
    ...(journal === undefined ? {} : { journal: journal.file }),
  };
  const stdout: Out = { write: (text) => screen.out(text) };
  const main =
    flags.json === true
      ? jsonl.start(stdout, look)
      : flags.quiet === true || hasOwnOutput
        ? undefined
        : terminal.start(stdout, look);
  const reports = (flags.report ?? []).flatMap(({ name, file }) => {
    const reporter = reporterNamed(name);
    if (reporter === undefined) return [];
    if (file === undefined) return [reporter.start(stdout, look)];
    const out = openReportFile(file, id);
    files.push(out);
    return [reporter.start(out, { ...look, paint: PLAIN, isTalkative: true })];
  });
  return [
    ...(journal === undefined ? [] : [jsonl.start(journal, look)]),
    ...(main === undefined ? [] : [main]),
    ...reports,
  ].map((listener) => guarded(listener, screen));
}

/** A report that fails is said once and left; the run goes on. */
function guarded(listener: Listener, screen: Screen): Listener {
  let isBroken = false;
  return {
    on(event) {
      if (isBroken) return;
      try {
        listener.on(event);
      } catch (error) {
        isBroken = true;
        screen.warn(
          `a report could not be written: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    },
  };
}

function keepJournal(
  command: string,
  surroundings: Surroundings,
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
