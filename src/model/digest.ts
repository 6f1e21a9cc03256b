import type { Digest } from './manifest.ts';

/** Returns a digest as reports show it, `xxh64:0123456789abcdef`; undefined for none. */
export function formatDigest(digest: Digest): string;
export function formatDigest(digest: Digest | undefined): string | undefined;
export function formatDigest(digest: Digest | undefined): string | undefined {
  return digest === undefined ? undefined : `${digest.algorithm}:${digest.hex}`;
}
