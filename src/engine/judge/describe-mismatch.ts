import { parseProfile } from '../../detect/profile.ts';
import { type IntegrityEvidence, type RangeEvidence, rangeEvidence } from '../../model/evidence.ts';
import { hasDigest, type ManifestEntry } from '../../model/manifest.ts';
import type { FileFacts } from '../../read/jobs.ts';

type Difference = IntegrityEvidence | RangeEvidence;

/**
 * Returns how a mismatching file differs from its manifest entry, as far as size, zeros and the sealed profile show
 * it; nothing where nothing is known beyond the digest.
 */
export function describeMismatch(expected: ManifestEntry, facts: FileFacts): Difference[] {
  return [
    ...explainOlder(expected, facts),
    ...explainSize(expected, facts),
    ...explainZeros(expected, facts),
    ...explainClass(expected, facts),
  ];
}

function explainOlder({ older = [] }: ManifestEntry, facts: FileFacts): Difference[] {
  const isOlder = older.some((digest) => hasDigest(facts.digests, digest));
  return isOlder ? [{ is: 'stale' }] : [];
}

function explainSize({ size }: ManifestEntry, facts: FileFacts): Difference[] {
  if (size === undefined || size === facts.size) return [];
  if (facts.size < size) return [{ is: 'cut', at: facts.size, of: size }];
  return [{ is: 'longer', wanted: size, found: facts.size, begins: facts.beginsAsRecorded === true }];
}

/** Zeros are named where they are new: longer than any run on the day of the seal. */
function explainZeros(expected: ManifestEntry, facts: FileFacts): Difference[] {
  const { longestZeroRun, size } = facts;
  if (longestZeroRun < 512) return [];
  if (longestZeroRun === size)
    return [rangeEvidence('zeros', size, [{ start: 0, end: size }], { where: 'whole' })];
  const sealed = expected.profile === undefined ? undefined : parseProfile(expected.profile);
  const before = sealed === undefined ? 0 : sealed.longestZeroRun * 2;
  const runs = facts.zeroRuns.filter((run) => run.end - run.start > before || before === 0);
  return runs.length === 0 ? [] : [rangeEvidence('zeros', size, runs)];
}

function explainClass(expected: ManifestEntry, facts: FileFacts): Difference[] {
  const before = expected.profile === undefined ? undefined : parseProfile(expected.profile);
  const after = facts.profile === undefined ? undefined : parseProfile(facts.profile);
  if (before === undefined || after === undefined) return [];
  const wasRandom = before.blocks.get('R') ?? 0;
  const isRandom = after.blocks.get('R') ?? 0;
  const all = [...after.blocks.values()].reduce((sum, blocks) => sum + blocks, 0);
  if (wasRandom > 0 || isRandom === 0 || !['T', 'B'].includes(before.dominant)) return [];
  return [{ is: 'now-random', blocks: isRandom, of: all }];
}
