import type { HashEngine } from '../../src/hash/algorithms.ts';

/** Bytes that look random and are always the same. */
export function noise(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Cuts bytes in chunks of the given sizes, again and again, in one buffer that is overwritten after each. */
export function* chunks(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array, void, undefined> {
  const reused = new Uint8Array(Math.max(...sizes));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const part = bytes.subarray(at, at + (sizes[turn % sizes.length] ?? 1));
    reused.set(part);
    yield reused.subarray(0, part.length);
    reused.fill(0xee);
    at += part.length;
  }
}

/** The digest by way of a hasher, in chunks of the given sizes. */
export function streamed(engine: HashEngine, bytes: Uint8Array, sizes: readonly number[]): string {
  const hasher = engine.create();
  for (const chunk of chunks(bytes, sizes)) hasher.update(chunk);
  return hasher.end();
}
