/**
 * What earlier runs saw of content that digests of other tools' lists prove to be the same still, so that it is not examined again. Promises
 * the findings that examining it again would have: a file of which anything was found is always examined.
 */
import type { Depth } from '../../model/content.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
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

/** Returns whether what is seen of a file can be kept: its entry has digests, and nothing else says what its content was. */
export function mayBeKnown({ kind, digests, isProfiled, proof, unlisted }: ManifestEntry): boolean {
  return (
    kind === 'file' && digests.length > 0 && isProfiled !== true && proof !== true && unlisted === undefined
  );
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
