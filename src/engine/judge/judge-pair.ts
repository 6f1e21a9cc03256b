import { orderKey } from '../../model/entry.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { FileFacts } from '../../read/jobs.ts';
import type { TreePair } from '../reading/batch.ts';
import { judge } from './judge.ts';
import { isUncompared } from './judge-entry.ts';
import type { PairAnswer } from './pair-answers.ts';
import type { Scope } from './path-case.ts';

/** Returns how a path without a manifest entry is treated, by its order key. */
export type ScopeOf = (key: string) => Scope;

/** The verdict on one pair; `isHeld` is only true where there is a manifest entry and it was compared. */
export type JudgedPair = {
  /** The order key of its path; '' where it held and nothing is said of it. */
  readonly key: string;
  readonly scope: Scope;
  readonly findings: readonly Finding[];
  readonly isHeld: boolean;
  /** It lies there as promised, but nothing was at hand to compare its content with. */
  readonly isUncompared?: true;
};

const HELD: JudgedPair = { key: '', scope: 'none', findings: [], isHeld: true };

/** Returns the verdict on one pair and what its lane said of it. */
export function judgePair(pair: TreePair, { facts, glance }: PairAnswer, scopeOf: ScopeOf): JudgedPair {
  const { left: entry, right: promised } = pair;
  const judgement = glance?.contentClass;
  const isBare = promised !== undefined && isUncompared(promised, judgement);
  if (facts === undefined && !isBare && promised?.unlisted === undefined && isPromisedFile(pair)) return HELD;
  const key = orderKey(entry ?? promised ?? { path: '', kind: 'file' });
  const scope = promised === undefined ? scopeOf(key) : 'none';
  const findings = judge({ entry, promised, facts, scope, judgement });
  const isRead = entry?.trouble === undefined;
  if (isBare && entry !== undefined && isRead && findings.every(isNoIntegrityProblem))
    return { key, scope, findings, isHeld: false, isUncompared: true };
  return {
    key,
    scope,
    findings,
    isHeld: promised !== undefined && isHeld(promised, facts, findings) && isRead,
  };
}

/** True for a file that was sealed as one and could be read then: it matches unless its lane reports otherwise. */
function isPromisedFile({ left, right }: TreePair): boolean {
  return (
    left?.kind === 'file' &&
    left.trouble === undefined &&
    right?.kind === 'file' &&
    right.unreadable === undefined
  );
}

function isHeld(
  { proof }: ManifestEntry,
  facts: FileFacts | undefined,
  findings: readonly Finding[],
): boolean {
  if (proof === true && facts?.matched !== true) return false;
  return findings.every(({ code }) => FINDING_CODES[code].subject !== 'integrity');
}

function isNoIntegrityProblem({ code, severity }: Finding): boolean {
  return severity === 'note' || FINDING_CODES[code].subject !== 'integrity';
}
