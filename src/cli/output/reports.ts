import type { RunEvent } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { jsonl } from '../../report/formats/jsonl.ts';
import { terminal } from '../../report/formats/terminal.ts';
import { type Out, type Past, PLAIN, type ReportStyle, type Running } from '../../report/reporter.ts';
import type { ReportChoice } from '../arguments/options.ts';
import type { Screen } from '../screen.ts';
import { openReportFile, type ReportFile } from './report-file.ts';
import { openStepSummary } from './step-summary.ts';

/** What the flags say about reports. */
export type ReportFlags = {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly limit: number;
  readonly report?: readonly ReportChoice[];
};

/** Everything that is told of the runs of one command, but the journal. */
export type Reports = {
  on(event: RunEvent): void;
  /** Ends all reports and puts the files in their places. */
  finish(): void;
};

type Listener = { readonly running: Running; readonly file?: ReportFile };

/** What the reports of a command need beside its flags. */
export type ReportNeeds = {
  readonly screen: Screen;
  /** Of the command, a UUID. */
  readonly id: string;
  /** Takes the events too, and is named where a report leaves findings out. */
  readonly journal?: Out & { readonly file: string };
  /** Where the findings of a replay are, in the place of a journal. */
  readonly replayed?: string;
  /** Reads the runs that were before these, for a report that tells of them. */
  readonly history?: () => readonly Past[];
  /** stdout is for what the command itself says. */
  readonly hasOwnOutput?: boolean;
  /** The terminal is told of faults too, for they are not of this command. */
  readonly tellsFaults?: boolean;
};

/** Opens the reports that the flags ask for, files before anything is read. Throws a Fault (2) where one cannot be written. */
export async function openReports(flags: ReportFlags, needs: ReportNeeds): Promise<Reports> {
  const { screen, id, journal, replayed = journal?.file, hasOwnOutput = false, tellsFaults = false } = needs;
  const tellsHistory = flags.report?.some(({ name }) => name === 'html') === true;
  const whole = {
    limit: flags.limit,
    ...(replayed === undefined ? {} : { journal: replayed }),
    ...(tellsHistory ? { history: needs.history?.() ?? [] } : {}),
  };
  const look: ReportStyle = {
    ...whole,
    paint: screen.paint,
    ...(screen.width === undefined ? {} : { width: screen.width }),
    isTalkative: (screen.isWatched && flags.quiet !== true) || flags.verbose === true,
  };
  const fileLook: ReportStyle = { ...whole, paint: PLAIN, isTalkative: true };
  const stdout: Out = { write: (text) => screen.out(text) };
  const listeners: Listener[] = [];
  const isTaken = ownsStdout(flags);
  if (journal !== undefined) listeners.push({ running: jsonl.start(journal, look) });
  if (flags.json === true) listeners.push({ running: jsonl.start(stdout, look) });
  else if (flags.quiet !== true && !hasOwnOutput && !isTaken) {
    const running = terminal.start(stdout, look);
    listeners.push({ running: tellsFaults ? running : withoutFaults(running) });
  }
  try {
    for (const { name, file } of flags.report ?? []) {
      const { reporterNamed } = await import('../../report/formats/reporters.ts');
      const reporter = reporterNamed(name);
      if (reporter === undefined) continue;
      if (file === undefined) listeners.push({ running: reporter.start(stdout, look) });
      else {
        const out = openReportFile(file, id, reporter.isShared === true);
        listeners.push({ running: reporter.start(out, fileLook), file: out });
      }
      const summary = name === 'github' ? openStepSummary() : undefined;
      const markdown = summary === undefined ? undefined : reporterNamed('markdown');
      if (summary !== undefined && markdown !== undefined)
        listeners.push({ running: markdown.start(summary, fileLook) });
    }
  } catch (error) {
    for (const { file } of listeners) file?.discard();
    throw error;
  }
  return tell(listeners, screen);
}

/** True where a report was sent to stdout, so that the one for a person must not be. Annotations are lines of any log. */
function ownsStdout({ json, report = [] }: ReportFlags): boolean {
  const there = report
    .filter(({ name, file }) => file === undefined && name !== 'github')
    .map(({ name }) => name);
  const all = json === true ? ['--json', ...there] : there;
  if (all.length > 1)
    throw new Fault(
      2,
      `stdout cannot take more than one of ${all.join(', ')}`,
      'give all but one a file: --report NAME:FILE',
    );
  return there.length > 0;
}

/** A report that fails is said once and left, and so is its file; the run goes on. */
function tell(listeners: readonly Listener[], screen: Screen): Reports {
  const whole = new Set(listeners);
  const attempt = (listener: Listener, act: () => void): void => {
    if (!whole.has(listener)) return;
    try {
      act();
    } catch (error) {
      whole.delete(listener);
      listener.file?.discard();
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof Fault) screen.warn(why, error.hint);
      else screen.warn(`a report could not be written: ${why}`);
    }
  };
  return {
    on(event) {
      for (const each of listeners) attempt(each, () => each.running.on(event));
    },
    finish() {
      for (const each of listeners) {
        attempt(each, () => each.running.finish?.());
        attempt(each, () => each.file?.commit());
      }
    },
  };
}

/** The terminal has been told of faults by the screen: it needs those that end a run that it tells of. */
function withoutFaults(running: Running): Running {
  let open: string | undefined;
  return {
    finish: () => running.finish?.(),
    on(event) {
      if (event.type === 'fault' && event.id !== open) return;
      if (event.type === 'begin') open = event.id;
      if (event.type === 'end') open = undefined;
      running.on(event);
    },
  };
}
