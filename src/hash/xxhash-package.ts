import type { XXHash } from 'xxhash-wasm';
import type { Hasher } from './engine.ts';
import type { Xxhash } from './xxhash.ts';

/** Returns XXH32 and XXH64 as the package `xxhash-wasm` has them. */
export async function packagedXxhash(): Promise<Xxhash> {
  const xxhash = await (await import('xxhash-wasm')).default();
  return {
    xxh32: { create: () => hasher(xxhash.create32(), hex32), once: (bytes) => hex32(xxhash.h32Raw(bytes)) },
    xxh64: { create: () => hasher(xxhash.create64(), hex64), once: (bytes) => hex64(xxhash.h64Raw(bytes)) },
  };
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
