import type { Pair } from '../../flow/align.ts';
import type { ContentSummary } from '../../model/content.ts';
import type { FileEntry } from '../../model/entry.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { BIG_FILE } from '../../read/file.ts';

/** The walk's entry for a path and the manifest's entry for it. */
export type TreePair = Pair<FileEntry, ManifestEntry> & {
  /** What an earlier run saw of the file where it held by its name in its store, and no digest is promised. */
  readonly seen?: ContentSummary;
};

/** Pairs that are read and judged together; `alone` where there is no other batch in the run. */
export type PairBatch = { readonly pairs: readonly TreePair[]; readonly alone: boolean };

const MOST_PAIRS = 512;

/** Splits a stream of pairs into batches of at most 512 pairs and less than 4 MiB of expected bytes; a big file gets a batch of its own. */
export async function* inBatches(
  chunks: AsyncIterable<readonly TreePair[]>,
): AsyncGenerator<PairBatch, void, undefined> {
  let held: readonly TreePair[] | undefined;
  let isFirst = true;
  let pairs: TreePair[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    for (const pair of chunk) {
      const size = pair.right?.size ?? 0;
      if (pairs.length >= MOST_PAIRS || (pairs.length > 0 && bytes + size >= BIG_FILE)) {
        if (held !== undefined) {
          yield { pairs: held, alone: false };
          isFirst = false;
        }
        held = pairs;
        pairs = [];
        bytes = 0;
      }
      pairs.push(pair);
      bytes += size;
    }
  }
  if (held !== undefined) {
    yield { pairs: held, alone: false };
    isFirst = false;
  }
  if (pairs.length > 0) yield { pairs, alone: isFirst };
}
