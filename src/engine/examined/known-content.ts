/**
 * What earlier runs saw of content that digests of other tools' lists, or its name in its store, prove to be the same still, so that it is not examined again. Promises
 * the findings that examining it again would have: a file of which anything was found is always examined.
 */
import type { ContentSummary, Depth } from '../../model/content.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { TreePair } from '../reading/batch.ts';
import type { Examined } from './table.ts';

/** Where it is kept what was seen of the files of a root, by the rules they were examined by. */
export type ExaminedStore = {
  open(root: BytePath, rules: string): Examined | undefined;
  keep(root: BytePath, rules: string, examined: Examined): void;
};

/** What the user said of how content is examined. */
type ExaminedBy = {
  readonly depth?: Depth;
  readonly expectEncrypted?: readonly string[];
  readonly expectZero?: readonly string[];
};

/** Returns what content was examined by: the program, the depth, and what the user said of it. */
export function rulesOf(
  { depth = 'normal', expectEncrypted = [], expectZero = [] }: ExaminedBy,
  tool: string,
): string {
  return JSON.stringify([tool, depth, expectEncrypted, expectZero]);
}

/** Returns whether nothing but digests says what the content of a file is, if even those. */
function isUnseen({ kind, isProfiled, proof, unlisted }: ManifestEntry): boolean {
  return kind === 'file' && isProfiled !== true && proof !== true && unlisted === undefined;
}

/** Returns whether what is seen of a file can be kept: its entry has digests, and nothing else says what its content was. */
function mayBeKnown(entry: ManifestEntry): boolean {
  return entry.digests.length > 0 && isUnseen(entry);
}

/** Returns whether no entry says what the content of a file is, so that its name in its store may. */
function isBare(entry: ManifestEntry | undefined): boolean {
  return entry === undefined || (entry.digests.length === 0 && isUnseen(entry));
}

/** A file of a store, whose name says its digest. */
function ofName(path: BytePath): ManifestEntry {
  return { path, kind: 'file', digests: [] };
}

/** Keeps what was seen of a file, where digests or its name in its store will say that it is the same still. */
export function addExamined(
  examined: Examined,
  { left, right, seen }: TreePair,
  summary: ContentSummary,
): void {
  if (right !== undefined && mayBeKnown(right)) {
    if (right.seen === undefined) examined.add(right, summary);
  } else if (left !== undefined && seen === undefined && summary.isNamed === true && isBare(right))
    examined.add(ofName(left.path), summary);
}

/** Passes pairs on, with what an earlier run saw of files that held by their names in a store. */
export async function* withHeldContent(
  chunks: AsyncIterable<readonly TreePair[]>,
  examined: Examined,
): AsyncGenerator<readonly TreePair[], void, undefined> {
  for await (const chunk of chunks)
    yield chunk.map((pair) => {
      const { left, right } = pair;
      const seen = left?.kind === 'file' && isBare(right) ? examined.of(ofName(left.path)) : undefined;
      return seen === undefined ? pair : { ...pair, seen };
    });
}

/** Passes entries on, with what an earlier run saw of their files. */
export async function* withKnownContent(
  chunks: AsyncIterable<readonly ManifestEntry[]>,
  examined: Examined,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  for await (const chunk of chunks)
    yield chunk.map((entry) => {
      const seen = mayBeKnown(entry) ? examined.of(entry) : undefined;
      return seen === undefined ? entry : { ...entry, seen };
    });
}
