import { FINDING_CODES, type FindingCode } from './finding-codes.ts';
import type { BytePath } from './path.ts';
import type { Severity } from './severity.ts';

export {
  ALL_CODES,
  FINDING_CODES,
  type FindingCode,
  isAboutDirectory,
  isFindingCode,
} from './finding-codes.ts';
export { isAtLeast, SEVERITIES, type Severity, severityRank } from './severity.ts';

/** Something about the backup. `wanted` is what was recorded, `found` what is there, `detail` how they differ. */
export type Finding = {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly path: BytePath;
  readonly wanted?: string;
  readonly found?: string;
  readonly detail?: string;
};

/** Creates a finding with the usual severity of its code. */
export function finding(
  name: FindingCode,
  path: BytePath,
  more: Partial<Omit<Finding, 'code' | 'path'>> = {},
): Finding {
  return { code: name, severity: FINDING_CODES[name].severity, path, ...more };
}
