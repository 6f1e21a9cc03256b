/** Returns the name most like a word, ignoring case and dashes; `undefined` if none is similar. */
export function didYouMean(word: string, names: Iterable<string>): string | undefined {
  const plain = normalise(word);
  const most = Math.min(3, Math.ceil(plain.length / 2));
  const [best] = [...names]
    .map((name) => ({
      name,
      distance: isPrefix(plain, normalise(name)) ? 0 : distanceOf(plain, normalise(name)),
    }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance);
  return best?.name;
}

/** Returns the hint after an unknown name: the similar name if there is one, and where all names are listed. */
export function didYouMeanHint(near: string | undefined, all: string): string {
  return near === undefined ? all : `did you mean ${near}? ${all}`;
}

function isPrefix(word: string, name: string): boolean {
  return word.length >= 3 && name.startsWith(word);
}

function normalise(word: string): string {
  return word
    .slice(0, 64)
    .toLowerCase()
    .replace(/[^a-z\d]/g, '');
}

/** Counts the characters to change, add or remove to turn one word into the other (Levenshtein). */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const swap = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
