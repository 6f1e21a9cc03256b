import type { ExitCode, Verdict } from '../model/event.ts';
import {
  FINDING_CODES,
  type Finding,
  type FindingCode,
  isAtLeast,
  SEVERITIES,
  type Severity,
} from '../model/finding.ts';

/** Counts findings as they leave. */
export type FindingTally = {
  see(finding: Finding): void;
  readonly counts: Partial<Record<FindingCode, number>>;
  total(): number;
  conclude(run: { readonly failOn: Severity; readonly isIncomplete: boolean }): Conclusion;
};

/** How a run ends. */
export type Conclusion = { readonly verdict: Verdict; readonly exit: ExitCode };

/** Starts counting. */
export function createTally(): FindingTally {
  const counts: Partial<Record<FindingCode, number>> = {};
  const severities = new Set<Severity>();
  let total = 0;
  let isUnread = false;
  let isUntrusted = false;
  return {
    counts,
    total: () => total,
    see({ code, severity }) {
      counts[code] = (counts[code] ?? 0) + 1;
      total += 1;
      const { exit } = FINDING_CODES[code];
      if (exit === 4 && severity !== 'note') isUntrusted = true;
      else if (exit === 3) isUnread = true;
      else severities.add(severity);
    },
    conclude: ({ failOn, isIncomplete }) =>
      conclude({
        isUntrusted,
        isIncomplete: isIncomplete || isUnread,
        worst: SEVERITIES.find((severity) => severities.has(severity)),
        failOn,
      }),
  };
}

/** The one place that decides verdict and exit code: 4 before 1 before 3 before 0. */
export function conclude(run: {
  readonly isUntrusted: boolean;
  readonly isIncomplete: boolean;
  readonly worst: Severity | undefined;
  readonly failOn: Severity;
}): Conclusion {
  const { isUntrusted, isIncomplete, worst, failOn } = run;
  const fails = worst !== undefined && isAtLeast(worst, failOn);
  const exit = isUntrusted ? 4 : fails ? 1 : isIncomplete ? 3 : 0;
  if (isUntrusted) return { verdict: 'untrusted', exit };
  if (worst === 'error') return { verdict: 'damaged', exit };
  if (isIncomplete && !fails) return { verdict: 'incomplete', exit };
  return { verdict: worst === 'warning' || fails ? 'suspect' : 'sound', exit };
}
