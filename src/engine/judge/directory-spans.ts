import type { ContentSummary } from '../../model/content.ts';
import type { DatedFile, NumberedFile } from '../../model/dates/dated-dumps.ts';
import type { FileState } from '../../model/file-state.ts';
import { type BytePath, directoryOf, isDirectlyIn } from '../../model/path.ts';
import { addShare, type GrowingShares } from '../reading/shares.ts';

/** A file that was examined, as what only many files together show needs it. */
export type ExaminedFile = {
  readonly path: BytePath;
  readonly bytes: number;
  readonly summary: ContentSummary;
  /** It is there beyond a closed inventory. */
  readonly isNew: boolean;
  /** Nobody looked at its content before: no seal did, and no inventory says that it is new. */
  readonly isFree: boolean;
  /** What lay there, of files of no known format alone. */
  readonly seen?: FileState;
};

/** Consecutive files of one directory that were read: their sums, and what was seen of those that were examined. */
export type DirectorySpan = {
  readonly directory: BytePath;
  files: number;
  bytes: number;
  readonly judged: GrowingShares;
  /** Bytes of the examined files by the class that most of their blocks are of. */
  readonly kinds: Record<string, number>;
  readonly sightings: ExaminedFile[];
  /** Those of its files that may be of a series. */
  series?: (DatedFile | NumberedFile)[];
};

/** Returns the span that a file belongs to, with the file counted: the last one, or a new one after it. */
export function countFile(spans: DirectorySpan[], path: BytePath, bytes: number): DirectorySpan {
  let span = spans.at(-1);
  if (span === undefined || !isDirectlyIn(path, span.directory)) {
    span = { directory: directoryOf(path), files: 0, bytes: 0, judged: {}, kinds: {}, sightings: [] };
    spans.push(span);
  }
  span.files += 1;
  span.bytes += bytes;
  return span;
}

/** Adds to a span what was seen of one of its files. */
export function addSighting(span: DirectorySpan, file: ExaminedFile): void {
  const { bytes, summary } = file;
  addShare(span.judged, summary.contentClass, { files: 1, bytes });
  span.kinds[summary.kind] = (span.kinds[summary.kind] ?? 0) + bytes;
  span.sightings.push(file);
}
