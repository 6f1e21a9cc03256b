/** The severities from the worst to the least: do not restore from this, look first, for the record. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;

/** How bad a finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** Returns how bad a severity is as a number, 0 for the least. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.length - 1 - SEVERITIES.indexOf(severity);
}

/** Returns true where a severity is as bad as a limit or worse. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return severityRank(severity) >= severityRank(limit);
}
