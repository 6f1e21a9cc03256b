import type { DirectorySpan, ExaminedFile } from '../../src/engine/judge/directory-spans.ts';
import { addShare } from '../../src/engine/reading/shares.ts';
import type { ContentSummary } from '../../src/model/content.ts';
import { type BytePath, directoryOf } from '../../src/model/path.ts';

/** Text of no known format, as most of what is said here is not. */
export const TEXT: ContentSummary = {
  contentClass: 'sound',
  kind: 'T',
  isRecognised: false,
  isOfStrangeType: false,
  isOverwritten: false,
  isHeadLost: false,
  head: 0x4465_6172,
  print: 1,
};

/** Random bytes without any format. */
export const RANDOM: ContentSummary = {
  ...TEXT,
  contentClass: 'suspect',
  kind: 'R',
  isHeadLost: true,
  head: 0x8f3a_11c7,
};

/** A picture. */
export const PICTURE: ContentSummary = {
  ...TEXT,
  contentClass: 'sound',
  kind: 'H',
  isRecognised: true,
  head: 0xffd8_ffe0,
};

/** Something binary of a format that nobody knows. */
export const BINARY: ContentSummary = { ...TEXT, contentClass: 'unknown', kind: 'B', head: 0x0102_0304 };

let prints = 1000;

/** A file that was examined; its content is like no other's unless its print is told. */
export function sighting(
  path: BytePath,
  glance: ContentSummary,
  { bytes = 8192, isNew = false, print }: { bytes?: number; isNew?: boolean; print?: number } = {},
): ExaminedFile {
  prints += 1;
  return { path, bytes, summary: { ...glance, print: print ?? prints }, isNew, isFree: !isNew };
}

/** Files in path order as the engine hands them on: runs of one directory, cut into batches. */
export function runsOf(sightings: readonly ExaminedFile[], batch = 512): DirectorySpan[][] {
  const batches: DirectorySpan[][] = [];
  for (let at = 0; at < sightings.length; at += batch) {
    const runs: DirectorySpan[] = [];
    for (const each of sightings.slice(at, at + batch)) {
      const directory = directoryOf(each.path);
      const last = runs.at(-1);
      const run: DirectorySpan =
        last?.directory === directory
          ? last
          : { directory, files: 0, bytes: 0, judged: {}, kinds: {}, sightings: [] };
      if (run !== last) runs.push(run);
      run.files += 1;
      run.bytes += each.bytes;
      addShare(run.judged, each.summary.contentClass, { files: 1, bytes: each.bytes });
      run.sightings.push(each);
    }
    batches.push(runs);
  }
  return batches;
}

/** So many numbered things. */
export function many<T>(count: number, make: (i: number, digits: string) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i, String(i).padStart(6, '0')));
}
