import type { HashEngine } from '../hash/algorithms.ts';
import { type Hasher, hashOnce } from '../hash/engine.ts';
import type { Digest } from '../model/manifest.ts';

/** Hashes bytes with several algorithms at once; `isAll` says that these are all there will be. */
export type Hashers = { update(bytes: Uint8Array, isAll?: boolean): void; end(): Digest[] };

/** Creates the hashers of some algorithms, whose digests come in the order of the algorithms. */
export function createHashers(
  algorithms: readonly string[],
  engine: (algorithm: string) => HashEngine,
): Hashers {
  const engines = algorithms.map(engine);
  let hashers: Hasher[] | undefined;
  let found: string[] | undefined;
  return {
    update(bytes, isAll = false) {
      // Most files are short, and one call for all of one takes half as long.
      if (isAll && hashers === undefined) {
        found = engines.map((each) => hashOnce(each, bytes));
        return;
      }
      hashers ??= engines.map((each) => each.create());
      for (const hasher of hashers) hasher.update(bytes);
    },
    end() {
      const hexes = found ?? (hashers ?? engines.map((each) => each.create())).map((hasher) => hasher.end());
      return hexes.map((hex, i) => ({ algorithm: algorithms[i] ?? '', hex }));
    },
  };
}

/** Makes hashers give no digest where there was nothing to hash, for that of nothing would match any empty file. */
export function unlessEmpty(hashers: Hashers): Hashers {
  let isEmpty = true;
  return {
    update(bytes, isAll) {
      isEmpty &&= bytes.length === 0;
      hashers.update(bytes, isAll);
    },
    end: () => (isEmpty ? [] : hashers.end()),
  };
}
