import { align } from '../../flow/align.ts';
import { type FileEntry, orderKey } from '../../model/entry.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { createUnlisted, type Unlisted } from '../../walk/unlisted.ts';
import type { TreePair } from './batch.ts';

/**
 * Joins the files of a tree and the entries of its manifest, both ordered by `orderKey`, into one stream of pairs. An entry
 * below a directory that could not be listed comes with the trouble of that directory: it is unknown, not missing.
 */
export async function* alignTree(
  files: AsyncIterable<readonly FileEntry[]>,
  entries: AsyncIterable<readonly ManifestEntry[]>,
): AsyncGenerator<readonly TreePair[], void, undefined> {
  const unlisted = createUnlisted();
  const pairs = align(noting(files, unlisted), entries, { left: orderKey, right: orderKey });
  for await (const chunk of pairs) yield chunk.map((pair) => withTrouble(pair, unlisted));
}

/** Both streams are ordered, so that a directory is noted before anything below it is paired. */
async function* noting(
  files: AsyncIterable<readonly FileEntry[]>,
  unlisted: Unlisted,
): AsyncGenerator<readonly FileEntry[], void, undefined> {
  for await (const chunk of files) {
    for (const entry of chunk) unlisted.note(entry);
    yield chunk;
  }
}

function withTrouble(pair: TreePair, unlisted: Unlisted): TreePair {
  const { left, right } = pair;
  const above = right === undefined || left !== undefined ? undefined : unlisted.below(right);
  return above === undefined ? pair : { ...pair, left: above };
}
