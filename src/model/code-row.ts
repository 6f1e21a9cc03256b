import type { Severity } from './severity.ts';

/** What a restore depends on: are the bytes what was promised, is all there, is it content at all, is it nobody's forgery. */
export const QUESTIONS = ['intact', 'complete', 'plausible', 'authentic'] as const;

/** One of `QUESTIONS`. */
export type Question = (typeof QUESTIONS)[number];

/** The part of the backup that a code is about. */
export type FindingGroup = 'integrity' | 'content' | 'directory' | 'manifest';

/** What one finding of a code, unless it is a note, makes of the answer to a question. */
export type Bearing = 'no' | 'in part' | 'unknown';

/** What a code says of the promised bytes: whether they differ, are gone, lie elsewhere, were never promised or never read. */
export type BytesState = 'differ' | 'gone' | 'elsewhere' | 'new' | 'unread';

/** How `compare` reports a code: as `verify` does, or under a code and severity of its own. */
export type Comparison<Name extends string> =
  | 'as in verify'
  | { readonly code: Name; readonly severity: Exclude<Severity, 'error'> };

/** One row of the table of codes, with all that the program decides by the code alone; `Name` is the type of its codes. */
export type CodeRow<Name extends string = string> = {
  readonly subject: FindingGroup;
  /** The usual severity; evidence can make it another. */
  readonly severity: Severity;
  readonly about: string;
  readonly advice: string;
  /** The advice takes the finding for a change that may be meant, so it is not given where the tree as a whole is alarming. */
  readonly isForCalm: boolean;
  /** The questions that it bears on. On `plausible` a warning never bears more than 'in part'. */
  readonly bears: Readonly<Partial<Record<Question, Bearing>>>;
  readonly bytes: BytesState | undefined;
  /** What comes before what, of one severity: before everything, before what is about one path, or that. */
  readonly weight: 'first' | 'many' | 'one';
  /** Whether `accept` may take it: never, by default as a change that was meant, or only where the code is named. */
  readonly accept: 'never' | 'as a change' | 'by name';
  /** Whether `seal --accept-findings` may write it into the manifest. */
  readonly isSealable: boolean;
  readonly compare: Comparison<Name>;
  /** The exit code of a run with it: 1 or 0 by its severity, or this one. */
  readonly exit: 'by severity' | 3 | 4;
};

/** The advice that codes about damaged files have in common. */
export const RESTORE_OTHER = 'do not restore this file from here; take it from another generation or replica';
