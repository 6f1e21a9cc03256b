import { createCipheriv } from 'node:crypto';

/**
 * Numbers that look random and depend on nothing but a name and a seed: xorshift128 (Marsaglia, "Xorshift RNGs", 2003),
 * its state filled from FNV-1a of the name.
 */
export function dice(name, seed) {
  let [x, y, z, w] = [0, 1, 2, 3].map((lane) => fnv1a(`${seed}/${lane}/${name}`) || 1);
  const next = () => {
    const t = (x ^ (x << 11)) >>> 0;
    x = y;
    y = z;
    z = w;
    w = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return w;
  };
  for (let i = 0; i < 16; i++) next();
  return {
    /** A whole number from 0 to below the limit. */
    below: (limit) => Math.floor((next() / 2 ** 32) * limit),
    /** Random bytes: AES in counter mode under a key from the dice, as ransomware writes them. */
    bytes: (length) => {
      const key = Buffer.from(Uint32Array.from({ length: 8 }, next).buffer);
      return createCipheriv('aes-128-ctr', key.subarray(0, 16), key.subarray(16)).update(
        Buffer.alloc(length),
      );
    },
    /** `count` of a list, or all of it, in the order of the list. */
    some: (list, count) => {
      const ranked = list.map((each, index) => ({ each, index, rank: next() }));
      const kept = ranked.toSorted((a, b) => a.rank - b.rank).slice(0, count);
      return kept.toSorted((a, b) => a.index - b.index).map(({ each }) => each);
    },
  };
}

function fnv1a(text) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
