import type { Pair } from '../../flow/align.ts';
import type { FileEntry } from '../../model/entry.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { BIG_FILE } from '../../read/file.ts';

/** A walk's entry beside a manifest's promise. */
export type TreePair = Pair<FileEntry, ManifestEntry>;

/** Pairs that are read and judged together; `alone` where there is no other batch in the run. */
export type PairBatch = { readonly pairs: readonly TreePair[]; readonly alone: boolean };

const MOST_PAIRS = 512;

/** Parts a stream of pairs into batches of at most 512 pairs and less than 4 MiB of promised bytes; a big file is one by itself. */
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
