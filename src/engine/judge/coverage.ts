import type { ManifestEntry } from '../../model/manifest.ts';
import type { FileFacts } from '../../read/jobs.ts';
import type { TreePair } from '../reading/batch.ts';
import type { ScopeOf } from './judge-pair.ts';
import type { PairAnswer } from './pair-answers.ts';
import type { Scope } from './path-case.ts';

/**
 * Returns the bytes of a file that were compared with something, whether they held or not: with what was promised of it, or
 * with the proof that a file in a store carries; undefined where there was nothing to compare with. Files that simply held
 * are not among them: their lane counts those.
 */
export function coveredBytes(
  { right }: TreePair,
  { facts, size, glance }: PairAnswer,
  scope: Scope,
  scopeOf: ScopeOf,
): number | undefined {
  if (facts === undefined && glance === undefined) return undefined;
  if (isVouchedFor(right)) return facts === undefined || isCounted(facts) ? undefined : facts.size;
  if (glance?.contentClass !== 'proven') return undefined;
  return isStored(right, facts, scope, scopeOf) ? size : undefined;
}

/** Whether a file was not read, or its lane counts it because it held. */
function isCounted({ trouble, matched, contentFinding }: FileFacts): boolean {
  return trouble !== undefined || (matched === true && contentFinding === undefined);
}

function isStored(
  promised: ManifestEntry | undefined,
  facts: FileFacts | undefined,
  scope: Scope,
  scopeOf: ScopeOf,
): boolean {
  if (promised === undefined) return scope === 'store' || facts?.store !== undefined;
  return promised.kind === 'file' && scopeOf(promised.path) === 'store';
}

function isVouchedFor(promised: ManifestEntry | undefined): boolean {
  return promised !== undefined && (promised.digests.length > 0 || promised.proof === true);
}
