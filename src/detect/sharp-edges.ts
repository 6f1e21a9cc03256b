/** The number of bytes examined on either side of a range. */
export const BORDER = 256;

const seen = new Uint8Array(256);

/**
 * Returns the number of different values in up to 256 bytes. In 256 random bytes it is 162, plus or minus 5; in loud
 * sound about 130, in machine code 80, in text 40.
 */
export function kindsIn(bytes: Uint8Array, from: number, to: number): number {
  seen.fill(0);
  let kinds = 0;
  const start = Math.max(0, from);
  for (let at = start; at < Math.min(to, start + BORDER); at++) {
    const byte = bytes[at] ?? 0;
    if (seen[byte] === 0) kinds += 1;
    seen[byte] = 1;
  }
  return kinds;
}

/** With at least this many different values, 256 bytes are compressed, encrypted or random. */
export const DENSE_KINDS = 130;

/** With fewer different values, 256 bytes are not random: one random range in a thousand has so few. */
export const RANDOM_KINDS = 145;
