import type { Finding } from '../../model/finding.ts';

const SHOWN = 20;

/** The first findings of a kind; the last of them says how many more there are. */
export type SomeFindings = { add(finding: Finding): void; all(): readonly Finding[] };

/** Collects the first twenty findings of one kind and counts the rest. */
export function createSomeFindings(): SomeFindings {
  const shown: Finding[] = [];
  let count = 0;
  return {
    add(finding) {
      count += 1;
      if (shown.length < SHOWN) shown.push(finding);
    },
    all() {
      const last = shown.at(-1);
      if (last === undefined || count <= SHOWN) return shown;
      const more = { is: 'note', text: `and ${count - SHOWN} more like it` } as const;
      return [...shown.slice(0, -1), { ...last, evidence: [...(last.evidence ?? []), more] }];
    },
  };
}
