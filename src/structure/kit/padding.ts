import type { Source, Step } from './chunked-reader.ts';
import type { ExactReader } from './exact-reader.ts';
import { isZero } from './read-int.ts';
import type { StructureVerdict } from './structure.ts';
import { asWarning, verdictsOf } from './verdicts.ts';

/** Returns the verdict on a stream after whose end other bytes follow: what is before them can be unpacked. */
export function strayBytes(format: string, at: number): StructureVerdict {
  return asWarning(verdictsOf(format).broken(`ends at ${at}, but other bytes follow`));
}

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

/** Reads to the end of the file; returns the offset of the first byte that is not zero, if any. */
export function* otherThanZeros(reader: ExactReader): Step<number | undefined> {
  let other: number | undefined;
  for (;;) {
    const at = reader.offset;
    const bytes = yield* reader.takeSome(65_536);
    if (bytes.length === 0) return other;
    if (other === undefined && !isZero(bytes)) other = at + bytes.findIndex((byte) => byte !== 0);
  }
}
