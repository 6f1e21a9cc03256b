import type { BeginEvent, EndEvent, ExitCode, RunEvent, Verdict } from '../model/event.ts';
import type { FindingCode } from '../model/finding.ts';

/** Where a report is written. */
export type Out = {
  write(text: string | Uint8Array): void;
  /** Returns the content that it will replace, '' if there is none. */
  previous?(): string;
  /** Opens page `number` of those that lie beside a file, from 1 on; undefined where there is no place for one. */
  beside?(number: number): PageBeside | undefined;
};

/** A page beside a report, for which there is no room in it: its own name, and that of the report. */
export type PageBeside = Pick<Out, 'write'> & { readonly name: string; readonly of: string };

/** Emphasises text; `PLAIN` returns it unchanged. */
export type Paint = {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly note: (text: string) => string;
  readonly good: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
};

/** An earlier run; `covered` is the share of the bytes that was compared with a digest, 0 to 1. */
export type Past = {
  readonly command: string;
  readonly host: string;
  readonly root: string;
  readonly startedAt: string;
  readonly verdict: Verdict;
  readonly files: number;
  readonly bytes: number;
  readonly findings: number;
  readonly covered: number;
};

/** An alarm of an earlier run that a later one, which looked at less, does not clear. */
export type StandingAlarm = {
  readonly command: string;
  readonly root: string;
  readonly startedAt: string;
  readonly outcome: string;
  readonly exit: ExitCode;
  /** Its journal is gone or not what it was, so that nobody knows whether it was an alarm. */
  readonly lost?: 'altered' | 'removed';
};

/** The style of a report for people: emphasis, and how many findings it lists. */
export type ReportStyle = {
  readonly paint: Paint;
  readonly limit: number;
  /** The codes that `paths` is about; without any, those that fail the run. */
  readonly codes?: readonly FindingCode[];
  /** The width to wrap at, on a terminal. */
  readonly width?: number;
  /** Reports sound runs too. */
  readonly isTalkative: boolean;
  /** Shows the digests of files that differ. */
  readonly hasDigests?: boolean;
  /** The file with all findings, named if the report leaves some out. */
  readonly journal?: string;
  /** Earlier runs, oldest first. */
  readonly history?: readonly Past[];
  /** How many journals that may hold more of them cannot be read. */
  readonly unreadJournals?: number;
  /** Returns the alarm that stands beside a run that ended. */
  readonly alarmBeside?: (begin: BeginEvent, ending: EndEvent) => StandingAlarm | undefined;
};

/** A report in progress: it receives every event once, in order, and may write at any time; `finish` is called last. */
export type Running = { on(event: RunEvent): void; finish?(): void };

/** A format of reports about one or more runs. */
export type Reporter = {
  readonly name: string;
  readonly about: string;
  /** Its file is read by another user, so that it must be readable whatever the umask; it contains no names of files. */
  readonly isShared?: true;
  start(out: Out, style: ReportStyle): Running;
};

/** Adds no emphasis. */
export const PLAIN: Paint = {
  error: (text) => text,
  warning: (text) => text,
  note: (text) => text,
  good: (text) => text,
  strong: (text) => text,
  faint: (text) => text,
};
