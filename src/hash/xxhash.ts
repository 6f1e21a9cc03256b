import type { XXHash } from 'xxhash-wasm';
import { type HashEngine, type Hasher, lazily } from './engine.ts';
import { memoryHash } from './xxhash-memory.ts';

const loaded = lazily(async () => (await import('xxhash-wasm')).default());

/** XXH32 with seed 0, in the canonical (big-endian) form. */
export async function xxh32(): Promise<HashEngine> {
  const xxhash = await loaded();
  return { create: () => hasher(xxhash.create32(), hex32), once: (bytes) => hex32(xxhash.h32Raw(bytes)) };
}

/** XXH64 with seed 0, in the canonical (big-endian) form. */
export async function xxh64(): Promise<HashEngine> {
  return memoryHash()?.engine ?? xxh64OfPackage();
}

/** The same by the package alone. */
export async function xxh64OfPackage(): Promise<HashEngine> {
  const xxhash = await loaded();
  return { create: () => hasher(xxhash.create64(), hex64), once: (bytes) => hex64(xxhash.h64Raw(bytes)) };
}

function hasher<T>(state: XXHash<T>, hex: (value: T) => string): Hasher {
  return {
    update(chunk) {
      state.update(chunk);
    },
    end: () => hex(state.digest()),
  };
}

const hex32 = (value: number): string => value.toString(16).padStart(8, '0');
const hex64 = (value: bigint): string => value.toString(16).padStart(16, '0');
