/** The longest pattern, in bytes, that counts as a fill. */
export const LONGEST_PERIOD = 64;

/**
 * Returns the shortest period, 1 to 64 bytes, with which a range of bytes repeats from end to end, or 0 where it has
 * none. Less than two periods is not a repetition.
 */
export function periodOf(bytes: Buffer, at: number, length: number): number {
  for (let period = 1; period <= LONGEST_PERIOD && period * 2 <= length; period++) {
    const rest = length - period;
    if (bytes[at] !== bytes[at + period] || (rest > 1 && bytes[at + 1] !== bytes[at + 1 + period])) continue;
    const middle = at + (rest >> 1);
    if (bytes[middle] !== bytes[middle + period] || bytes[at + rest - 1] !== bytes[at + length - 1]) continue;
    if (bytes.compare(bytes, at + period, at + length, at, at + rest) === 0) return period;
  }
  return 0;
}
