/** How many bytes on either side of a stretch are looked at. */
export const BORDER = 256;

const seen = new Uint8Array(256);

/**
 * How many different values stand in a stretch of up to 256 bytes. Of 256 random bytes it is 162, 5 more or less; of
 * loud sound about 130, of machine code 80, of text 40.
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

/** From this many values on, 256 bytes are compressed, encrypted or random. */
export const DENSE_KINDS = 130;

/** Below this many values, 256 bytes are not random: one random stretch in a thousand has so few. */
export const RANDOM_KINDS = 145;
