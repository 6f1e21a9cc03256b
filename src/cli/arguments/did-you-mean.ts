/** The one of `names` that was perhaps meant, whatever its case and dashes; `undefined` where none is like it. */
export function didYouMean(word: string, names: Iterable<string>): string | undefined {
  const plain = plainOf(word);
  const most = Math.min(3, Math.ceil(plain.length / 2));
  const [best] = [...names]
    .map((name) => ({ name, distance: isBegun(plain, plainOf(name)) ? 0 : distanceOf(plain, plainOf(name)) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance);
  return best?.name;
}

function isBegun(word: string, name: string): boolean {
  return word.length >= 3 && name.startsWith(word);
}

function plainOf(word: string): string {
  return word
    .slice(0, 64)
    .toLowerCase()
    .replace(/[^a-z\d]/g, '');
}

/** How many characters must be changed, added or left out to make one word the other (Levenshtein). */
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
