/** What a length code means (RFC 8878, tables 16 and 17): a base, and the number of extra bits added to it. */
export const LITERAL_LENGTHS = lengthsFrom(
  0,
  16,
  [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);

/** The same for match lengths. */
export const MATCH_LENGTHS = lengthsFrom(
  3,
  32,
  [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);

type Lengths = { readonly least: Int32Array; readonly bits: Uint8Array };

/** The first codes are the lengths themselves; each of the others begins where the one before it ends. */
function lengthsFrom(first: number, plain: number, widths: readonly number[]): Lengths {
  const bits = Uint8Array.of(...Array.from({ length: plain }, () => 0), ...widths);
  const least = new Int32Array(bits.length);
  let at = first;
  bits.forEach((width, code) => {
    least[code] = at;
    at += 1 << width;
  });
  return { least, bits };
}
