/** Finds the 48-bit marks of bzip2, which may begin at any bit, without unpacking. */

/** A mark and the 32 bits after it: the CRC of a block or, at its end, of the whole stream. */
export type BlockMark = { readonly kind: 'block' | 'end'; readonly crc: number };

/** A mark with its offset within the byte in which it begins: bit 0 to 7. */
export type FoundMark = BlockMark & { readonly shift: number };

/**
 * The number of bytes from the first byte of a mark to the last of its CRC, where it does not start on a byte boundary.
 */
export const MARK_SPAN = 11;

const MARKS = { block: 0x314159265359n, end: 0x177245385090n };

type Pattern = {
  readonly kind: BlockMark['kind'];
  readonly shift: number;
  readonly inner: readonly number[];
};

/** What may be at each value of the third byte of a span, which lies inside the mark whatever its first bit. */
const CANDIDATES: readonly (readonly Pattern[])[] = createCandidates();
/**
 * For each pair of bytes, one bit for each position that it may have among the five inner bytes of a span. Every fourth
 * pair in the file falls on one of the four positions, so three of four bytes need not be examined.
 */
const STEP = 4;
const PLACES = createPlaces();

function createCandidates(): Pattern[][] {
  const table: Pattern[][] = Array.from({ length: 256 }, () => []);
  for (const kind of ['block', 'end'] as const)
    for (let shift = 0; shift < 8; shift++) {
      const bits = MARKS[kind] << BigInt(8 - shift);
      const inner = [1, 2, 3, 4, 5].map((byte) => Number((bits >> BigInt(48 - 8 * byte)) & 0xffn));
      table[inner[1] ?? 0]?.push({ kind, shift, inner });
    }
  return table;
}

function createPlaces(): Uint8Array {
  const places = new Uint8Array(65_536);
  for (const { inner } of CANDIDATES.flat())
    for (let place = 0; place < STEP; place++) {
      const pair = (inner[place] ?? 0) * 256 + (inner[place + 1] ?? 0);
      places[pair] = (places[pair] ?? 0) | (1 << place);
    }
  return places;
}

/**
 * Returns the first mark whose span begins at or after `from` and lies entirely within `bytes`, and where it begins.
 */
export function findMark(
  bytes: Buffer,
  from: number,
): { readonly at: number; readonly mark: FoundMark } | undefined {
  const last = bytes.length - MARK_SPAN;
  for (let pair = from + 1; pair <= last + STEP; pair += STEP) {
    const places = PLACES[((bytes[pair] ?? 0) << 8) | (bytes[pair + 1] ?? 0)] ?? 0;
    if (places === 0) continue;
    for (let place = STEP - 1; place >= 0; place--) {
      const at = pair - 1 - place;
      if ((places & (1 << place)) === 0 || at < from || at > last) continue;
      const mark = markAt(bytes, at);
      if (mark !== undefined) return { at, mark };
    }
  }
  return undefined;
}

/** Returns the mark that begins in the byte at `at`; the whole span must be in `bytes`. */
export function markAt(bytes: Buffer, at: number): FoundMark | undefined {
  for (const { kind, shift, inner } of CANDIDATES[bytes[at + 2] ?? 0] ?? []) {
    if (!inner.every((byte, i) => bytes[at + 1 + i] === byte)) continue;
    const all = spanOf(bytes, at) >> BigInt(MARK_SPAN * 8 - 80 - shift);
    if (((all >> 32n) & 0xffffffffffffn) === MARKS[kind])
      return { kind, shift, crc: Number(all & 0xffffffffn) };
  }
  return undefined;
}

function spanOf(bytes: Buffer, at: number): bigint {
  let span = 0n;
  for (let i = 0; i < MARK_SPAN; i++) span = (span << 8n) | BigInt(bytes[at + i] ?? 0);
  return span;
}
