/** What is wrong with a list; line 0 is the list as a whole. */
export type ListProblem = {
  readonly line: number;
  readonly reason: string;
  readonly kind: 'damaged' | 'truncated' | 'unsafe';
};

/** Collects problems. */
export type Problems = {
  add(kind: ListProblem['kind'], line: number, reason: string): void;
  /** Returns all in the order of the list, or only the first of each kind and the number of the rest. */
  all(): ListProblem[];
  /** Returns how many there are. */
  count(): number;
};

const SHOWN = 20;

/** Creates an empty collection. */
export function createProblems(): Problems {
  const shown: ListProblem[] = [];
  const counts = { damaged: 0, truncated: 0, unsafe: 0 };
  const firstHidden = { damaged: 0, truncated: 0, unsafe: 0 };

  return {
    add(kind, line, reason) {
      counts[kind] += 1;
      if (counts[kind] <= SHOWN) shown.push({ line, reason, kind });
      else if (counts[kind] === SHOWN + 1) firstHidden[kind] = line;
    },
    all() {
      const hidden = (['damaged', 'truncated', 'unsafe'] as const)
        .filter((kind) => counts[kind] > SHOWN)
        .map((kind) => ({
          line: firstHidden[kind],
          reason: `more of this kind from here on: ${counts[kind] - SHOWN}`,
          kind,
        }));
      return [...shown, ...hidden];
    },
    count: () => counts.damaged + counts.truncated + counts.unsafe,
  };
}
