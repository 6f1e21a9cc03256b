import type { HashEngine } from '../hash/algorithms.ts';
import type { Digest } from '../model/manifest.ts';

/** Hashes bytes with several algorithms at once. */
export type Hashers = { update(bytes: Uint8Array): void; end(): Digest[] };

/** Creates the hashers of some algorithms, whose digests come in the order of the algorithms. */
export function createHashers(
  algorithms: readonly string[],
  engine: (algorithm: string) => HashEngine,
): Hashers {
  const hashers = algorithms.map((algorithm) => engine(algorithm).create());
  return {
    update(bytes) {
      for (const hasher of hashers) hasher.update(bytes);
    },
    end: () => hashers.map((hasher, i) => ({ algorithm: algorithms[i] ?? '', hex: hasher.end() })),
  };
}

/** Makes hashers give no digest where there was nothing to hash, for that of nothing would match any empty file. */
export function unlessEmpty(hashers: Hashers): Hashers {
  let isEmpty = true;
  return {
    update(bytes) {
      isEmpty &&= bytes.length === 0;
      hashers.update(bytes);
    },
    end: () => (isEmpty ? [] : hashers.end()),
  };
}
