import { sortRuns } from '../../flow/sort-runs.ts';
import { orderKey } from '../../model/entry.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { decodePromised, encodePromised } from './entry-line.ts';

const CHUNK = 512;

/** All promises in path order, those of one path together; what does not fit into memory is sorted in temporary runs. */
export async function* sortedEntries(
  lists: readonly (readonly ManifestEntry[])[],
  directory: string,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  async function* all(): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
    for (const promises of lists) {
      for (let i = 0; i < promises.length; i += CHUNK) yield promises.slice(i, i + CHUNK);
    }
  }
  const options = { keyOf: orderKey, encode: encodePromised, decode: decodePromised, directory };
  let last: ManifestEntry | undefined;
  for await (const chunk of sortRuns(all(), options)) {
    const merged: ManifestEntry[] = [];
    for (const promised of chunk) {
      if (last?.path === promised.path)
        last = { ...last, ...promised, digests: union(last.digests, promised.digests) };
      else {
        if (last !== undefined) merged.push(last);
        last = promised;
      }
    }
    yield merged;
  }
  if (last !== undefined) yield [last];
}

function union(some: readonly Digest[], others: readonly Digest[]): Digest[] {
  const isNew = (digest: Digest): boolean =>
    !some.some(({ algorithm, hex }) => algorithm === digest.algorithm && hex === digest.hex);
  return [...some, ...others.filter(isNew)];
}
