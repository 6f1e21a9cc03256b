import type { ManifestEntry } from '../../model/manifest.ts';
import type { FileFacts } from '../../read/jobs.ts';
import type { TreePair } from '../reading/batch.ts';
import type { ScopeOf } from './judge-pair.ts';
import type { PairAnswer } from './pair-answers.ts';
import type { Scope } from './path-case.ts';

/**
 * Returns the bytes of a file that were compared with something, whether they held or not: with its entry, or
 * with the proof that a file in a store carries; undefined where there was nothing to compare with. Files that simply held
 * are not among them: their lane counts those.
 */
export function coveredBytes(
  { right }: TreePair,
  { facts, size, summary }: PairAnswer,
  scope: Scope,
  scopeOf: ScopeOf,
): number | undefined {
  if (facts === undefined && summary === undefined) return undefined;
  if (isVouchedFor(right)) return facts === undefined || isCounted(facts) ? undefined : facts.size;
  if (summary?.contentClass !== 'proven') return undefined;
  return isStored(right, facts, scope, scopeOf) ? size : undefined;
}

/** Whether a file was not read, or its lane counts it because it held. */
function isCounted({ trouble, matched, contentFinding }: FileFacts): boolean {
  return trouble !== undefined || (matched === true && contentFinding === undefined);
}

function isStored(
  expected: ManifestEntry | undefined,
  facts: FileFacts | undefined,
  scope: Scope,
  scopeOf: ScopeOf,
): boolean {
  if (expected === undefined) return scope === 'store' || facts?.store !== undefined;
  return expected.kind === 'file' && scopeOf(expected.path) === 'store';
}

function isVouchedFor(expected: ManifestEntry | undefined): boolean {
  return expected !== undefined && (expected.digests.length > 0 || expected.proof === true);
}
