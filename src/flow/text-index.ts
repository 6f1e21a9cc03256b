import { randomBytes } from 'node:crypto';

/** Finds texts by what they are, where they are kept under a number. */
export type TextIndex = {
  /** Returns the number that a text was added under; undefined where it was not added. */
  find(text: string): number | undefined;
  add(text: string, number: number): void;
};

/** So few are found in a map. */
const FEW = 16;
const FIRST = 64;
/** So many texts in a row that share a place are not by chance: whoever wrote them is not to make a run slow. */
const MOST_STEPS = 64;

/** One for all indexes of a run, drawn with the first. */
let seed: number | undefined;

/** Creates an empty index of texts of which it keeps four bytes; `textAt` gives the text of a number. */
export function createTextIndex(textAt: (number: number) => string): TextIndex {
  seed ??= randomBytes(4).readInt32LE();
  const start = seed;
  let places = new Uint32Array(0);
  let count = 0;
  const crowded = new Map<string, number>();

  /** Returns the place of a text, or the free one where it belongs; -1 where there is none near. */
  const placeOf = (text: string): number => {
    if (places.length === 0) return -1;
    const mask = places.length - 1;
    let place = hashOf(text, start) & mask;
    for (let step = 0; step < MOST_STEPS; step++) {
      const kept = places[place] ?? 0;
      if (kept === 0 || textAt(kept - 1) === text) return place;
      place = (place + 1) & mask;
    }
    return -1;
  };
  const put = (text: string, number: number): void => {
    const place = placeOf(text);
    if (place < 0) crowded.set(text, number);
    else places[place] = number + 1;
  };
  const grow = (): void => {
    const before = places;
    places = new Uint32Array(Math.max(FIRST, 2 * before.length));
    for (const kept of before) if (kept > 0) put(textAt(kept - 1), kept - 1);
  };

  return {
    find(text) {
      const place = placeOf(text);
      if (place < 0) return crowded.get(text);
      const kept = places[place] ?? 0;
      return kept > 0 ? kept - 1 : crowded.get(text);
    },
    add(text, number) {
      count += 1;
      if (count > FEW && 2 * count > places.length) grow();
      put(text, number);
    },
  };
}

function hashOf(text: string, start: number): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x85_eb_ca_6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 13)) >>> 0;
}
