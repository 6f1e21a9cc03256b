import type { RunEvent } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import type { FindingCode } from '../../model/finding.ts';
import { jsonl } from '../../report/formats/jsonl.ts';
import { terminal } from '../../report/formats/terminal.ts';
import {
  type Out,
  type Past,
  PLAIN,
  type Reporter,
  type ReportStyle,
  type Running,
} from '../../report/reporter.ts';
import type { ReportChoice } from '../arguments/options.ts';
import type { Screen } from '../screen.ts';
import { openReportFile, type ReportFile } from './report-file.ts';
import { openStepSummary } from './step-summary.ts';

/** The flags about reports. */
export type ReportFlags = {
  readonly code?: readonly FindingCode[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly limit: number;
  readonly report?: readonly ReportChoice[];
};

/** All reports of one command, and its journal. */
export type Reports = {
  on(event: RunEvent): void;
  /**
   * Ends all reports and renames their files. Returns the faults of those that could not be written, which the journal and
   * reports on stdout get as events.
   */
  finish(eventOf: (fault: Fault) => RunEvent): readonly Fault[];
};

type Listener = { readonly running: Running; readonly file?: ReportFile };

/** What the reports of a command need besides its flags. */
export type ReportNeeds = {
  readonly screen: Screen;
  /** The UUID of the command. */
  readonly id: string;
  /** Receives the events too, and is named if a report leaves out findings. */
  readonly journal?: Out & { readonly file: string };
  /** The journal that is replayed, named instead of one that is written. */
  readonly replayed?: string;
  /** Reads the runs before these, for reports that show them. */
  readonly history?: () => readonly Past[];
  /** Returns the alarm that stands beside a run that ended. */
  readonly alarmBeside?: ReportStyle['alarmBeside'];
  /** Stdout is for the command's own output. */
  readonly hasOwnOutput?: boolean;
  /** The runs are not of this command, so that the terminal report shows sound ones and faults too. */
  readonly isReplay?: boolean;
};

/** Opens the requested reports, and their files before anything is read. Throws a Fault (2) if one cannot be written. */
export async function openReports(flags: ReportFlags, needs: ReportNeeds): Promise<Reports> {
  const { screen, id, journal, replayed = journal?.file, hasOwnOutput = false, isReplay = false } = needs;
  const wantsHistory = flags.report?.some(({ name }) => name === 'html') === true;
  const common = {
    limit: flags.limit,
    codes: flags.code ?? [],
    ...(replayed === undefined ? {} : { journal: replayed }),
    hasDigests: flags.verbose === true,
    ...(needs.alarmBeside === undefined ? {} : { alarmBeside: needs.alarmBeside }),
    ...(wantsHistory ? { history: needs.history?.() ?? [] } : {}),
  };
  const style: ReportStyle = {
    ...common,
    paint: screen.paint,
    ...(screen.width === undefined ? {} : { width: screen.width }),
    isTalkative: (screen.isTerminal && flags.quiet !== true) || flags.verbose === true || isReplay,
  };
  const fileStyle: ReportStyle = { ...common, paint: PLAIN, isTalkative: true };
  const stdout: Out = { write: (text) => screen.out(text) };
  const listeners: Listener[] = [];
  const isReplaced = replacesTerminal(flags);
  if (screen.isTerminal && flags.report?.some(({ name, file }) => name === 'paths' && file === undefined))
    throw new Fault(
      2,
      'paths are for programs, not for a terminal',
      'use a pipe, or a file: --report paths:FILE',
    );
  if (journal !== undefined) listeners.push({ running: jsonl.start(journal, style) });
  if (flags.json === true) listeners.push({ running: jsonl.start(stdout, style) });
  else if (flags.quiet !== true && !hasOwnOutput && !isReplaced) {
    const running = terminal.start(stdout, style);
    listeners.push({ running: isReplay ? running : withoutFaults(running) });
  }
  try {
    for (const { name, file } of flags.report ?? []) {
      const { reporterNamed } = await import('../../report/formats/reporters.ts');
      const reporter = reporterNamed(name);
      if (reporter === undefined) continue;
      if (file === undefined) listeners.push({ running: reporter.start(stdout, style) });
      else {
        const out = openReportFile(file, id, reporter.isShared === true);
        listeners.push({ running: startInFile(reporter, out, fileStyle), file: out });
      }
      const summary = name === 'github' ? openStepSummary() : undefined;
      const markdown = summary === undefined ? undefined : reporterNamed('markdown');
      if (summary !== undefined && markdown !== undefined)
        listeners.push({ running: markdown.start(summary, fileStyle) });
    }
  } catch (error) {
    for (const { file } of listeners) file?.discard();
    throw error;
  }
  return distribute(listeners, screen);
}

/** Tells whether a report goes to stdout, which replaces the one for people; `github` annotations can go beside any. */
function replacesTerminal({ json, report = [] }: ReportFlags): boolean {
  const there = report
    .filter(({ name, file }) => file === undefined && name !== 'github')
    .map(({ name }) => name);
  const all = json === true ? ['--json', ...there] : there;
  if (all.length > 1)
    throw new Fault(
      2,
      `only one of ${all.join(', ')} can go to stdout`,
      'write the others to files: --report NAME:FILE',
    );
  return there.length > 0;
}

/** Starts a report that may write its head at once: what keeps it from that is thrown with its first event. */
function startInFile(reporter: Reporter, file: ReportFile, style: ReportStyle): Running {
  try {
    return reporter.start(file, style);
  } catch (error) {
    return {
      on() {
        throw error;
      },
    };
  }
}

/** Sends events to all reports. A report that fails is dropped and reported once, and the run continues. */
function distribute(listeners: readonly Listener[], screen: Screen): Reports {
  const working = new Set(listeners);
  const faults: Fault[] = [];
  const attempt = (listener: Listener, act: () => void): void => {
    if (!working.has(listener)) return;
    try {
      act();
    } catch (error) {
      working.delete(listener);
      listener.file?.discard();
      if (listener.file !== undefined) {
        const fault = listener.file.failed(error);
        faults.push(fault);
        screen.error(fault.message, fault.hint);
        return;
      }
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof Fault) screen.warn(why, error.hint);
      else screen.warn(`cannot write a report: ${why}`);
    }
  };
  const finish = (listener: Listener): void => {
    attempt(listener, () => listener.running.finish?.());
    attempt(listener, () => listener.file?.commit());
  };
  return {
    on(event) {
      for (const each of listeners) attempt(each, () => each.running.on(event));
    },
    finish(eventOf) {
      for (const each of listeners) if (each.file !== undefined) finish(each);
      const events = faults.map(eventOf);
      for (const each of listeners) {
        if (each.file !== undefined) continue;
        for (const event of events) attempt(each, () => each.running.on(event));
        finish(each);
      }
      return faults;
    },
  };
}

/** Hides faults from the terminal report, since the screen printed them, except those that end a run it shows. */
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
