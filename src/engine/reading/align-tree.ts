import { align } from '../../flow/align.ts';
import { type FileEntry, orderKey } from '../../model/entry.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { TreePair } from './batch.ts';

/** Joins what lies in a tree and what was promised of it, both ordered by `orderKey`, into one stream of pairs. */
export function alignTree(
  files: AsyncIterable<readonly FileEntry[]>,
  promises: AsyncIterable<readonly ManifestEntry[]>,
): AsyncIterable<readonly TreePair[]> {
  return align(files, promises, { left: orderKey, right: orderKey });
}
