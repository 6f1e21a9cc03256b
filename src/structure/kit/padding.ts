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

/** Blanks, line ends, the end of a DOS text, and NULs. */
const BLANKS = new Set([0, 9, 10, 12, 13, 26, 32]);
const SECTOR = 512;

/** Returns the length of bytes without the padding at their end: zeros and blanks. */
export function lengthWithoutPadding(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && BLANKS.has(bytes[end - 1] ?? 0)) end -= 1;
  return end;
}

/** What was read behind the end of a format: up to its last byte that is no padding, and the last few of all. */
export type Slack = { readonly bytes: number; readonly last: Buffer };

/** Reads on where a format ends: returns `ended`, or that slack follows. */
export function* withoutSlack(
  source: Pick<Source, 'offset' | 'takeSome'>,
  format: string,
  ended: StructureVerdict,
): Step<StructureVerdict> {
  const at = source.offset;
  const { bytes } = yield* readSlack(source);
  return isSlack(bytes, source.offset) ? strayBytes(format, at) : ended;
}

/** Reads to the end of the file; `tail` says how many of the last bytes are kept. One byte over and over is padding. */
export function* readSlack(source: Pick<Source, 'offset' | 'takeSome'>, tail = 0): Step<Slack> {
  const start = source.offset;
  let bytes = 0;
  let last = Buffer.alloc(0);
  let fill: number | undefined;
  let isFill = true;
  for (;;) {
    const piece = yield* source.takeSome(65_536);
    if (piece.length === 0) return { bytes: isFill ? 0 : bytes, last };
    fill ??= piece[0];
    isFill &&= piece.every((byte) => byte === fill);
    const length = lengthWithoutPadding(piece);
    if (length > 0) bytes = source.offset - start - piece.length + length;
    if (tail > 0) last = Buffer.concat([last, piece.subarray(-tail)]).subarray(-tail);
  }
}

/**
 * Returns whether what follows the end of a format is slack: the rest of a block or a cluster that held another file. A
 * few bytes may be left by any program, a sector of them or a file that ends at a border of sectors is none of theirs.
 */
export function isSlack(bytes: number, size: number): boolean {
  return bytes >= SECTOR || (bytes > 0 && size % SECTOR === 0);
}
