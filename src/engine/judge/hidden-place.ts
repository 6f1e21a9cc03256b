import type { Trouble } from '../../model/entry.ts';
import { FINDING_CODES, type Finding, type FindingCode } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import { judge } from './judge.ts';

/** A path below the root where something that vouches lies or may lie, and why it could not be listed or read. */
export type HiddenPlace = {
  readonly path: BytePath;
  readonly kind: 'file' | 'directory';
  readonly trouble: Trouble;
  /** The directory that it may have vouched for, where that is known; '' for the root. */
  readonly within?: BytePath;
};

/** Returns the finding about a hidden place: `denied` or `unreadable`, as of any path that the run cannot look at. */
export function hiddenFinding({ path, kind, trouble }: HiddenPlace): Finding[] {
  return judge({ entry: { path, kind, trouble }, expected: undefined, facts: undefined, scope: 'none' });
}

/** Returns what is reported of hidden places, by their paths. */
export function hiddenFindings(hidden: readonly HiddenPlace[]): Map<BytePath, Finding> {
  return new Map(hidden.flatMap(hiddenFinding).map((each) => [each.path, each]));
}

/** Whether a code is how a run reports a path that it could not look at. */
export function isUnseen(code: FindingCode): boolean {
  return FINDING_CODES[code].bytes === 'unread' || code === 'unsettled';
}
