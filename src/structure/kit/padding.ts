import type { Source, Step } from './chunked-reader.ts';

/**
 * Returns whether only bytes of `fill` follow; reads to the end of the file, or to somewhere after the first other
 * byte.
 */
export function* onlyPaddingFollows(source: Source, fill: readonly number[]): Step<boolean> {
  for (;;) {
    const piece = yield* source.takeSome(65_536);
    if (piece.length === 0) return true;
    if (piece.some((byte) => !fill.includes(byte))) return false;
  }
}
