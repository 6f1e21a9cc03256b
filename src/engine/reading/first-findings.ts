import type { Finding, FindingCode } from '../../model/finding.ts';

const PASSED = 20;

/** Findings about the lines of manifests, of which a list of any length can make as many as it has lines. */
export type FirstFindings = {
  /** Passes on the first twenty of each code. */
  report(finding: Finding): void;
  /** Returns one more of each code that has others: the first of them, which says how many they are. */
  rest(): readonly Finding[];
};

/** Creates a filter that passes on the first findings of each code and counts the others. */
export function createFirstFindings(pass: (finding: Finding) => void): FirstFindings {
  const hidden = new Map<FindingCode, { readonly first: Finding; others: number }>();
  const passed = new Map<FindingCode, number>();
  return {
    report(finding) {
      const { code } = finding;
      const count = (passed.get(code) ?? 0) + 1;
      if (count <= PASSED) {
        passed.set(code, count);
        pass(finding);
        return;
      }
      const kept = hidden.get(code);
      if (kept === undefined) hidden.set(code, { first: finding, others: 0 });
      else kept.others += 1;
    },
    rest: () =>
      [...hidden.values()].map(({ first, others }) => {
        if (others === 0) return first;
        const more = { is: 'note', text: `and ${others} more like it` } as const;
        return { ...first, evidence: [...(first.evidence ?? []), more] };
      }),
  };
}
