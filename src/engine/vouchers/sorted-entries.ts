import { sortRuns } from '../../flow/sort-runs.ts';
import { mergeEntries, orderKey } from '../../model/entry.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { decodeEntry, encodeEntry } from './entry-line.ts';

const CHUNK = 512;

/** Names the voucher of an entry. */
export type Naming = (entry: ManifestEntry) => VoucherRef;

/** Yields all entries in path order, those of one path merged; what does not fit into memory is sorted in temporary runs. */
export async function* sortedEntries(
  lists: readonly (readonly ManifestEntry[])[],
  directory: string,
  voucherOf?: Naming,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  async function* all(): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
    for (const entries of lists) {
      for (let i = 0; i < entries.length; i += CHUNK) yield entries.slice(i, i + CHUNK);
    }
  }
  const options = { keyOf: orderKey, encode: encodeEntry, decode: decodeEntry, directory };
  let last: ManifestEntry | undefined;
  for await (const chunk of sortRuns(all(), options)) {
    const merged: ManifestEntry[] = [];
    for (const each of chunk) {
      const entry = voucherOf === undefined ? each : { ...each, by: voucherOf(each) };
      if (last !== undefined && orderKey(last) === orderKey(entry)) last = mergeEntries([last, entry]);
      else {
        if (last !== undefined) merged.push(last);
        last = entry;
      }
    }
    yield merged;
  }
  if (last !== undefined) yield [last];
}
