import { fromTo } from '../../detect/evidence.ts';
import { parseProfile } from '../../detect/profile.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { FileFacts } from '../../read/jobs.ts';

/**
 * How a file that does not hold differs from what was promised, as far as size, zeros and the sealed profile show it;
 * '' where nothing is known beyond the digest.
 */
export function describeMismatch(promised: ManifestEntry, facts: FileFacts): string {
  return [
    explainOlder(promised, facts),
    explainSize(promised, facts),
    explainZeros(promised, facts),
    explainClass(promised, facts),
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function explainOlder({ older = [] }: ManifestEntry, facts: FileFacts): string {
  const isOlder = older.some(({ algorithm, hex }) =>
    facts.digests.some((digest) => digest.algorithm === algorithm && digest.hex === hex),
  );
  return isOlder ? 'it is as an older line of the list has it: stale' : '';
}

function explainSize({ size }: ManifestEntry, facts: FileFacts): string {
  if (size === undefined || size === facts.size) return '';
  if (facts.size < size) return `cut at byte ${facts.size} of ${size}`;
  const begins = facts.beginsAsRecorded === true ? `, and the first ${size} bytes are as promised` : '';
  const more = facts.size - size;
  return `${more} ${more === 1 ? 'byte' : 'bytes'} more than promised${begins}`;
}

/** Zeros are named where they are new: longer than any run on the day of the seal. */
function explainZeros(promised: ManifestEntry, facts: FileFacts): string {
  if (facts.longestZeroRun < 512) return '';
  if (facts.longestZeroRun === facts.size) return `zeros from 0 to ${facts.size}, which is all of it`;
  const sealed = promised.profile === undefined ? undefined : parseProfile(promised.profile);
  const before = sealed === undefined ? 0 : sealed.longestZeroRun * 2;
  return fromTo(
    'zeros',
    facts.zeroRuns.filter((run) => run.end - run.start > before || before === 0),
  );
}

function explainClass(promised: ManifestEntry, facts: FileFacts): string {
  const before = promised.profile === undefined ? undefined : parseProfile(promised.profile);
  const after = facts.profile === undefined ? undefined : parseProfile(facts.profile);
  if (before === undefined || after === undefined) return '';
  const wasRandom = before.blocks.get('R') ?? 0;
  const isRandom = after.blocks.get('R') ?? 0;
  const all = [...after.blocks.values()].reduce((sum, blocks) => sum + blocks, 0);
  if (wasRandom > 0 || isRandom === 0 || !['T', 'B'].includes(before.dominant)) return '';
  return isRandom >= all - 1 ? 'all random now' : `${isRandom} of ${all} blocks are random now`;
}
