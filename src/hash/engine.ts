import type { Probe } from '../model/probe.ts';

/** Sees the bytes of one file and ends in lower-case hex of fixed length. */
export type Hasher = Probe<string>;

/** Makes hashers of one algorithm without waiting. Any number may be alive, and any dropped half-way. */
export type HashEngine = {
  create(): Hasher;
  /** Hashes a whole buffer in one call, where the engine has that. */
  once?(bytes: Uint8Array): string;
};

/** Gets an engine ready. */
export type Load = () => Promise<HashEngine>;

/** A maker that runs at the first call and gives the same thing ever after. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Returns the digest of bytes that are all at hand, in lower-case hex. */
export function hashOnce(engine: HashEngine, bytes: Uint8Array): string {
  if (engine.once !== undefined) return engine.once(bytes);
  const hasher = engine.create();
  hasher.update(bytes);
  return hasher.end();
}
