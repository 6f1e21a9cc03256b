const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const HEX_LENGTH = 128;

/** Returns the SHA-512, in hex, of a C4 ID (SMPTE ST 2114: `c4` and 88 digits of base 58); undefined where it is not valid. */
export function hexOfC4(id: string): string | undefined {
  if (!/^c4[1-9A-HJ-NP-Za-km-z]{88}$/.test(id)) return undefined;
  let value = 0n;
  for (const digit of id.slice(2)) value = value * 58n + BigInt(ALPHABET.indexOf(digit));
  const hex = value.toString(16).padStart(HEX_LENGTH, '0');
  return hex.length === HEX_LENGTH ? hex : undefined;
}
