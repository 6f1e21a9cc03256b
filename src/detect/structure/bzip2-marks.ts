/** The 48-bit marks of bzip2, which begin at any bit: found without unpacking. */

/** A mark and the 32 bits behind it: the CRC of a block, or of the whole stream at its end. */
export type Mark = { readonly kind: 'block' | 'end'; readonly crc: number };

/** Bytes from the first byte of a mark to the last of its CRC, where it does not begin with a byte. */
export const MARK_SPAN = 11;

const MARKS = { block: 0x314159265359n, end: 0x177245385090n };

type Pattern = { readonly kind: Mark['kind']; readonly shift: number; readonly inner: readonly number[] };

/** For each value of the third byte of a span (it lies inside the mark whatever its first bit), what may be there. */
const CANDIDATES: readonly (readonly Pattern[])[] = makeCandidates();
const MAY_BE = Uint8Array.from(CANDIDATES, (patterns) => Number(patterns.length > 0));

function makeCandidates(): Pattern[][] {
  const table: Pattern[][] = Array.from({ length: 256 }, () => []);
  for (const kind of ['block', 'end'] as const)
    for (let shift = 0; shift < 8; shift++) {
      const bits = MARKS[kind] << BigInt(8 - shift);
      const inner = [1, 2, 3, 4, 5].map((byte) => Number((bits >> BigInt(48 - 8 * byte)) & 0xffn));
      table[inner[1] ?? 0]?.push({ kind, shift, inner });
    }
  return table;
}

/** The first byte at or after `from` whose span may hold a mark; `bytes.length` where there is none. */
export function nextCandidate(bytes: Buffer, from: number): number {
  for (let at = from + 2; at < bytes.length; at++) if (MAY_BE[bytes[at] ?? 0] === 1) return at - 2;
  return bytes.length;
}

/** The mark that begins in the byte at `at`, with its first bit there (0 to 7); the whole span must be in `bytes`. */
export function markAt(bytes: Buffer, at: number): (Mark & { readonly shift: number }) | undefined {
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
