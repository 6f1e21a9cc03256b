import { xxh32, xxh64 } from '../../hash/xxhash.ts';
import type { Probe } from '../../model/probe.ts';

// A check cannot wait, so the engine is got ready when the checks are loaded.
const [short, long] = await Promise.all([xxh32(), xxh64()]);

/** XXH32 with seed 0, as lz4 has it in its frames; unsigned. */
export const sum32 = (): Probe<number> => numberOf(short.create());

/** XXH64 with seed 0, as the betas of borg 2 have it in their segments; 16 hex digits. */
export const sum64 = (): Probe<string> => long.create();

/** The low half of XXH64 with seed 0, as zstd has it behind its frames; unsigned. */
export const lowSum64 = (): Probe<number> => numberOf(long.create());

function numberOf(hasher: Probe<string>): Probe<number> {
  return {
    update: (chunk) => hasher.update(chunk),
    end: () => Number.parseInt(hasher.end().slice(-8), 16),
  };
}
