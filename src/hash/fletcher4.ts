const WORD = 4;
/** So many words are summed alone: their fourth sum stays below 2^53, up to which numbers are exact. */
const MOST = 64;
const LIMIT = 2 ** 32;

/** A running Fletcher-4 sum of little-endian words, as ZFS computes it. */
export type Fletcher4 = {
  /** Takes whole words. */
  update(bytes: Uint8Array): void;
  /** Returns the four sums of 64 bits as they lie in a file. */
  value(): Buffer;
};

/** The lower or the upper halves of the four sums, each of the one before it. */
type Halves = { a: number; b: number; c: number; d: number };

/** Begins a sum of nothing. */
export function createFletcher4(): Fletcher4 {
  const low: Halves = { a: 0, b: 0, c: 0, d: 0 };
  const high: Halves = { a: 0, b: 0, c: 0, d: 0 };
  return {
    update(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const words = Math.floor(bytes.length / WORD);
      for (let at = 0; at < words; at += MOST)
        addWords(low, high, view, at * WORD, Math.min(MOST, words - at));
    },
    value() {
      const bytes = Buffer.alloc(32);
      for (const [i, half] of Object.values(low).entries()) bytes.writeUInt32LE(half, 8 * i);
      for (const [i, half] of Object.values(high).entries()) bytes.writeUInt32LE(half, 8 * i + WORD);
      return bytes;
    },
  };
}

/** Sums words alone, and adds what the sums before them grew to over so many words. */
function addWords(low: Halves, high: Halves, view: DataView, start: number, count: number): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = start; at < start + count * WORD; at += WORD) {
    a += view.getUint32(at, true);
    b += a;
    c += b;
    d += c;
  }
  grow(low, count);
  grow(high, count);
  low.a += a % LIMIT;
  low.b += b % LIMIT;
  low.c += c % LIMIT;
  low.d += d % LIMIT;
  high.a = halfOf(high.a + Math.floor(a / LIMIT) + Math.floor(low.a / LIMIT));
  high.b = halfOf(high.b + Math.floor(b / LIMIT) + Math.floor(low.b / LIMIT));
  high.c = halfOf(high.c + Math.floor(c / LIMIT) + Math.floor(low.c / LIMIT));
  high.d = halfOf(high.d + Math.floor(d / LIMIT) + Math.floor(low.d / LIMIT));
  low.a = halfOf(low.a);
  low.b = halfOf(low.b);
  low.c = halfOf(low.c);
  low.d = halfOf(low.d);
}

/** What the sums become over words of 0. */
function grow(sums: Halves, count: number): void {
  const second = (count * (count + 1)) / 2;
  const third = (second * (count + 2)) / 3;
  sums.d += count * sums.c + second * sums.b + third * sums.a;
  sums.c += count * sums.b + second * sums.a;
  sums.b += count * sums.a;
}

function halfOf(sum: number): number {
  return sum % LIMIT;
}
