import type { RunEvent, Verdict } from '../model/event.ts';

/** Where a report goes; `previous` is what stands there until the report is whole, '' where nothing does. */
export type Out = { write(text: string): void; previous?(): string };

/** Puts emphasis on words; the plain one leaves them as they are. */
export type Paint = {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly note: (text: string) => string;
  readonly good: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
};

/** A run that was before this one; `covered` is the part of the bytes that was held against a digest, 0 to 1. */
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

/** How a report for people looks: emphasis, and how many findings it names. */
export type ReportStyle = {
  readonly paint: Paint;
  readonly limit: number;
  /** Columns to keep to, where someone watches. */
  readonly width?: number;
  /** Says something even where all is sound. */
  readonly isTalkative: boolean;
  /** Where all findings are, if the report leaves some out. */
  readonly journal?: string;
  /** Runs that were before these, the oldest first. */
  readonly history?: readonly Past[];
};

/** A report on its way: it sees every event once, in order, and writes when it likes; `finish` comes behind the last. */
export type Running = { on(event: RunEvent): void; finish?(): void };

/** One way to tell one or more runs. */
export type Reporter = {
  readonly name: string;
  readonly about: string;
  /** Another user reads it than the one who writes it, so that no umask may hide it; it names no file. */
  readonly isShared?: true;
  start(out: Out, look: ReportStyle): Running;
};

/** No emphasis. */
export const PLAIN: Paint = {
  error: (text) => text,
  warning: (text) => text,
  note: (text) => text,
  good: (text) => text,
  strong: (text) => text,
  faint: (text) => text,
};
