import { XXHASH } from '../../hash/xxhash.ts';
import type { Probe } from '../../model/probe.ts';

const { xxh32: short, xxh64: long } = XXHASH;

/** Creates an XXH32 with seed 0, as lz4 frames have it; unsigned. */
export const sum32 = (): Probe<number> => numberOf(short.create());

/** Creates an XXH64 with seed 0, as the segments of borg 2 betas have it; 16 hex digits. */
export const sum64 = (): Probe<string> => long.create();

/** Creates the low half of an XXH64 with seed 0, as zstd writes it after its frames; unsigned. */
export const lowSum64 = (): Probe<number> => numberOf(long.create());

function numberOf(hasher: Probe<string>): Probe<number> {
  return {
    update: (chunk) => hasher.update(chunk),
    end: () => Number.parseInt(hasher.end().slice(-8), 16),
  };
}
