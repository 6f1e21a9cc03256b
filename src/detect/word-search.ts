/** Searches bytes for words of ASCII in any case, without making text of them. */
const CASE = 0x20;
const PAIRS = 65_536;

/**
 * Returns a search that tells whether any of some words of lower-case letters occurs in bytes. It looks at the last two letters of
 * where a word may be, and passes over as many bytes as they allow (Wu and Manber): a regular expression takes ten times as long.
 */
export function createWordSearch(words: readonly string[]): (bytes: Uint8Array) => boolean {
  const wanted = words.map((word) => Buffer.from(word, 'latin1'));
  const least = Math.min(...wanted.map((word) => word.length));
  const steps = new Uint8Array(PAIRS).fill(least - 1);
  for (const word of wanted) {
    for (let left = least - 2; left >= 0; left--) {
      const end = word.length - 1 - left;
      for (const pair of spellings(word[end - 1] ?? 0, word[end] ?? 0))
        steps[pair] = Math.min(steps[pair] ?? 0, left);
    }
  }
  return (bytes) => {
    for (let at = least - 1; at < bytes.length; ) {
      const step = steps[((bytes[at - 1] ?? 0) << 8) | (bytes[at] ?? 0)] ?? 0;
      if (step === 0 && isAnyAt(wanted, bytes, at)) return true;
      at += step === 0 ? 1 : step;
    }
    return false;
  };
}

/** Returns two letters as a number, in every case. */
function spellings(first: number, second: number): number[] {
  return [first, first - CASE].flatMap((one) => [second, second - CASE].map((two) => (one << 8) | two));
}

function isAnyAt(words: readonly Uint8Array[], bytes: Uint8Array, at: number): boolean {
  for (const word of words) if (endsAt(bytes, at, word)) return true;
  return false;
}

/** Returns whether a word, in any case, ends with the byte at a place. */
function endsAt(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  const start = at + 1 - word.length;
  if (start < 0) return false;
  for (let i = word.length - 1; i >= 0; i--) if (((bytes[start + i] ?? 0) | CASE) !== word[i]) return false;
  return true;
}
