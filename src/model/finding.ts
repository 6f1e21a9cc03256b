import type { EntrySource, Evidence } from './evidence.ts';
import type { FileState } from './file-state.ts';
import { FINDING_CODES, type FindingCode } from './finding-codes.ts';
import type { BytePath } from './path.ts';
import type { Severity } from './severity.ts';

export {
  ALL_CODES,
  FINDING_CODES,
  type FindingCode,
  isAboutDirectory,
  isAboutManifest,
  isFindingCode,
} from './finding-codes.ts';
export { isAtLeast, SEVERITIES, type Severity, severityRank } from './severity.ts';

/** Something about the backup, and what it rests on. */
export type Finding = {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly path: BytePath;
  readonly evidence?: readonly Evidence[];
  /** The voucher of the entry that does not match. */
  readonly by?: EntrySource;
  /** What lay at the path, or where it moved to, when it was judged; undefined where nothing did. */
  readonly seen?: FileState;
};

/** What a finding may have beside its code and path; a `note` is evidence in the words of the reader of a format. */
export type FindingDetails = Partial<Omit<Finding, 'code' | 'path'>> & { readonly note?: string };

/** Creates a finding with the usual severity of its code, unless another is given. */
export function finding(
  name: FindingCode,
  path: BytePath,
  { note, evidence = [], ...more }: FindingDetails = {},
): Finding {
  const all: readonly Evidence[] = note === undefined ? evidence : [...evidence, { is: 'note', text: note }];
  return {
    code: name,
    severity: FINDING_CODES[name].severity,
    path,
    ...(all.length === 0 ? {} : { evidence: all }),
    ...more,
  };
}
