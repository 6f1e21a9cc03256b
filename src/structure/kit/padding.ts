import type { Source, Step } from './chunked-reader.ts';

/** Whether nothing but these bytes follows; reads to the end of the file, or to somewhere behind the first other. */
export function* onlyFollow(source: Source, fill: readonly number[]): Step<boolean> {
  for (;;) {
    const piece = yield* source.some(65_536);
    if (piece.length === 0) return true;
    if (piece.some((byte) => !fill.includes(byte))) return false;
  }
}
