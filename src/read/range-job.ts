import type { SentEntry } from '../manifest/native/entry.ts';
import type { DatedFile, NumberedFile } from '../model/dates/dated-dumps.ts';
import type { FileEntry } from '../model/entry.ts';
import type { Finding } from '../model/finding.ts';
import type { Counts, EntryFormat, ManifestRange } from '../model/manifest-range.ts';
import type { BytePath } from '../model/path.ts';

/**
 * What is done about the files of a range. `read`: they are read. `stamp`: they are read, and the range gets a stamp where none of them was
 * written a moment before `now`. `look`: they hold where their stamp is still the one of a range that held. `glance`: those are left unread that
 * have the size and the date of their entries.
 */
export type FileOrder =
  | { readonly is: 'read' }
  | { readonly is: 'stamp'; readonly now: number }
  | { readonly is: 'look'; readonly stamp: string }
  | { readonly is: 'glance' };

/** A part of a tree that a lane walks and holds against the entries of its manifest. */
export type RangeJob = {
  readonly range: ManifestRange;
  readonly format: EntryFormat;
  readonly order: FileOrder;
  /** Indexes of entries whose files are not to be read, because a lane died on them; `all` where no lane is alive. */
  readonly refused: readonly number[] | 'all';
};

/** Consecutive files of one directory that held. */
export type HeldRun = {
  readonly directory: BytePath;
  files: number;
  bytes: number;
  /** Those of its files that may be of a series. */
  series?: (DatedFile | NumberedFile)[];
};

/** A path that did not simply hold: what lies there, what was recorded. */
export type RangeException = {
  readonly left?: FileEntry;
  readonly right?: SentEntry;
  /** It was read, and is not as recorded; otherwise it was not read. */
  readonly isMismatch: boolean;
  /** How many of the runs come before it. */
  readonly runsBefore: number;
};

/** What became of a range: what held is summed up, everything else comes as it is, in path order. */
export type RangeAnswer = {
  readonly runs: readonly HeldRun[];
  readonly exceptions: readonly RangeException[];
  /** What is wrong with lines of the manifest. */
  readonly findings: readonly Finding[];
  readonly counts: Counts;
  /** Entries of every kind that held. */
  readonly held: number;
  /** Entries that were not reached because the run was stopped. */
  readonly undone: number;
  readonly lastPath: BytePath;
  /** What changes as soon as anything is done to one of its files, as it was before they were read. */
  readonly stamp?: string;
  /** The stamp is not the one that was to be found, perhaps by ctimes alone: this answer says nothing else. */
  readonly stale?: 'touched' | 'changed';
};
