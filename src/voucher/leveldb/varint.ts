const MOST_BITS = 49;

/** Reads a number of 7 bits per byte, the lowest first, up to 2^49; undefined where the bytes end or it is longer. */
export function readVarint(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let next = at, shift = 0; shift < MOST_BITS; shift += 7) {
    const byte = bytes[next++];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: next };
  }
  return undefined;
}

/** Reads numbers that follow one another. */
export function readVarints(
  bytes: Uint8Array,
  at: number,
  count: number,
): { readonly values: readonly number[]; readonly end: number } | undefined {
  const values: number[] = [];
  let end = at;
  for (let i = 0; i < count; i++) {
    const next = readVarint(bytes, end);
    if (next === undefined) return undefined;
    values.push(next.value);
    ({ end } = next);
  }
  return { values, end };
}
