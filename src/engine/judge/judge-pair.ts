import { type FileEntry, type Kind, orderKey } from '../../model/entry.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { isText } from '../../model/path.ts';
import type { FileFacts } from '../../read/jobs.ts';
import type { TreePair } from '../reading/batch.ts';
import { judge } from './judge.ts';
import { isUncompared } from './judge-entry.ts';
import type { PairAnswer } from './pair-answers.ts';
import type { Scope } from './path-case.ts';
import { troubled } from './path-findings.ts';

/** Returns how a path without a manifest entry is treated, by its order key. */
export type ScopeOf = (key: string) => Scope;

/** The verdict on one pair; `isHeld` is only true where there is a manifest entry and it was compared. */
export type JudgedPair = {
  /** The order key of its path; '' where it held and nothing is said of it. */
  readonly key: string;
  readonly scope: Scope;
  readonly findings: readonly Finding[];
  readonly isHeld: boolean;
  /** It lies there as its entry has it, but nothing was at hand to compare its content with. */
  readonly isUncompared?: true;
};

/** Nobody could see whether it is there. */
const UNSEEN: JudgedPair = { key: '', scope: 'none', findings: [], isHeld: false, isUncompared: true };

/** A remote has names of text alone: of another it cannot even be asked. */
function unasked(expected: ManifestEntry): JudgedPair {
  const findings = [
    troubled(expected, { code: 'EILSEQ', doing: 'ask a remote for a name that is not UTF-8' }),
  ];
  return { key: orderKey(expected), scope: 'none', findings, isHeld: false };
}

const HELD: JudgedPair = { key: '', scope: 'none', findings: [], isHeld: true };

/** Returns the verdict on one pair and what its lane said of it; what is promised and of a kind that is `unseen` may be there. */
export function judgePair(
  pair: TreePair,
  { facts, summary }: PairAnswer,
  scopeOf: ScopeOf,
  unseen?: readonly Kind[],
): JudgedPair {
  const { left: entry, right: expected } = pair;
  if (entry === undefined && expected !== undefined && unseen !== undefined) {
    if (unseen.includes(expected.kind)) return UNSEEN;
    if (!isText(expected.path)) return unasked(expected);
  }
  const judgement = summary?.contentClass;
  const isBare = expected !== undefined && isUncompared(expected, judgement);
  if (facts === undefined && !isBare && isMatchingFile(pair)) return HELD;
  const key = orderKey(entry ?? expected ?? { path: '', kind: 'file' });
  const scope = expected === undefined ? scopeOf(key) : 'none';
  const findings = judge({ entry, expected, facts, scope, judgement });
  if (isBare && entry !== undefined && isUnobjected(entry, findings))
    return { key, scope, findings, isHeld: false, isUncompared: true };
  return { key, scope, findings, isHeld: isHeld(pair, facts, findings) };
}

/** True for a file that was sealed as one and could be read then: it matches unless its lane reports otherwise. */
function isMatchingFile({ left, right }: TreePair): boolean {
  return (
    left?.kind === 'file' &&
    left.trouble === undefined &&
    right?.kind === 'file' &&
    right.unreadable === undefined &&
    right.unlisted === undefined
  );
}

function isHeld(
  { left, right }: TreePair,
  facts: FileFacts | undefined,
  findings: readonly Finding[],
): boolean {
  if (right === undefined || left?.trouble !== undefined) return false;
  if (right.proof === true && facts?.matched !== true) return false;
  return findings.every(({ code }) => FINDING_CODES[code].subject !== 'integrity');
}

/** True for an entry that could be looked at and that no finding about its integrity is above a note. */
function isUnobjected({ trouble }: FileEntry, findings: readonly Finding[]): boolean {
  return (
    trouble === undefined &&
    findings.every(({ code, severity }) => severity === 'note' || FINDING_CODES[code].subject !== 'integrity')
  );
}
