import type { RunEvent } from '../model/event.ts';

/** Where a report goes. */
export type Out = { write(text: string): void };

/** Puts emphasis on words; the plain one leaves them as they are. */
export type Paint = {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly note: (text: string) => string;
  readonly good: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
};

/** How a report for people looks: emphasis, and how many findings it names. */
export type Look = {
  readonly paint: Paint;
  readonly limit: number;
  /** Columns to keep to, where someone watches. */
  readonly width?: number;
  /** Says something even where all is sound. */
  readonly isTalkative: boolean;
  /** Where all findings are, if the report leaves some out. */
  readonly journal?: string;
};

/** One way to tell a run: it sees every event once, in order, and writes when it likes. */
export type Reporter = {
  readonly name: string;
  readonly about: string;
  start(out: Out, look: Look): { on(event: RunEvent): void };
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
