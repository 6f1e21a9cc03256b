import type { BytesState } from '../../model/code-row.ts';
import { formatDigest } from '../../model/digest.ts';
import { FINDING_CODES } from '../../model/finding.ts';
import type { PendingFinding } from './judge-batch.ts';

/** Returns what a finding says about the bytes of its path: differ, gone, new ...; undefined where it says nothing. */
export function bytesOf({ finding: { code } }: PendingFinding): BytesState | undefined {
  return FINDING_CODES[code].bytes;
}

/** Groups findings by each digest that was computed of their file, in path order; keys are `algorithm:hex`. */
export function groupByDigest(pending: readonly PendingFinding[]): Map<string, PendingFinding[]> {
  const groups = new Map<string, PendingFinding[]>();
  for (const each of pending) {
    for (const digest of each.facts?.digests ?? []) {
      const key = formatDigest(digest) ?? '';
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [each]);
      else group.push(each);
    }
  }
  return groups;
}
