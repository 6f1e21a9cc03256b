import { FINDING_CODES } from './finding-codes.ts';
import type { BytePath } from './path.ts';
import type { Severity } from './severity.ts';

export { FINDING_CODES } from './finding-codes.ts';
export type { Severity } from './severity.ts';

/** The name of a finding; see `FINDING_CODES`. */
export type FindingCode = keyof typeof FINDING_CODES;

/** Something about the backup. `wanted` is what was promised, `found` what is there, `detail` how they differ. */
export type Finding = {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly path: BytePath;
  readonly wanted?: string;
  readonly found?: string;
  readonly detail?: string;
};

/** True where the text is the name of a finding. */
export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(FINDING_CODES, text);
}

/** A finding of a code with its usual severity. */
export function finding(
  name: FindingCode,
  path: BytePath,
  more: Partial<Omit<Finding, 'code' | 'path'>> = {},
): Finding {
  return { code: name, severity: FINDING_CODES[name].severity, path, ...more };
}

const RANK = { error: 2, warning: 1, note: 0 } as const;

/** True where a severity is as bad as a limit or worse. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return RANK[severity] >= RANK[limit];
}
