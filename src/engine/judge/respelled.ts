/**
 * A missing and a new path that are one name as two systems spell it: a copy to another system composes or decomposes names,
 * or changes their case. They are one file, which holds or does not.
 */

import { isSameName, spellingKey } from '../../manifest/spelling/same-name.ts';
import type { BytesState } from '../../model/code-row.ts';
import { formatNumber } from '../../model/counts.ts';
import { FINDING_CODES, type Finding, finding } from '../../model/finding.ts';
import { type BytePath, toText } from '../../model/path.ts';
import { stateOf } from '../../read/jobs.ts';
import { judge } from './judge.ts';
import type { PendingFinding } from './judge-batch.ts';
import type { Totals } from './totals.ts';

/** What lies there under another spelling of its name. */
export type Respelled = {
  /** All of it, also what does not hold; the files among it, and their bytes. */
  readonly present: number;
  readonly files: number;
  readonly bytes: number;
  /** How many paths hold. */
  readonly paths: number;
  /** One of them, as its entry names it and as it lies there. */
  readonly example?: { readonly listed: BytePath; readonly found: BytePath };
};

/** Nothing of that kind. */
export const NONE_RESPELLED: Respelled = { present: 0, paths: 0, files: 0, bytes: 0 };

/** Returns the sum of two. */
export function addRespelled(one: Respelled, other: Respelled): Respelled {
  const example = one.example ?? other.example;
  return {
    present: one.present + other.present,
    paths: one.paths + other.paths,
    files: one.files + other.files,
    bytes: one.bytes + other.bytes,
    ...(example === undefined ? {} : { example }),
  };
}

/** Returns totals in which what is respelled is not lost, and is held where it holds. */
export function withRespelled(totals: Totals, { present, paths, files, bytes }: Respelled): Totals {
  return {
    ...totals,
    held: totals.held + paths,
    lost: totals.lost - present,
    coveredFiles: totals.coveredFiles + files,
    coveredBytes: totals.coveredBytes + bytes,
  };
}

/** Returns the one note about all that is respelled. */
export function describeRespelled({ paths, example }: Respelled): Finding[] {
  if (example === undefined) return [];
  const [listed, found] = [toText(example.listed), toText(example.found)];
  const looksAlike = listed.normalize('NFC') === found.normalize('NFC');
  const such = looksAlike ? `such as ${found}` : `such as ${listed}, which is ${found} here`;
  const count = formatNumber(paths, 'name');
  return [finding('respelled', '', { note: `${count} found under another spelling, ${such}` })];
}

/**
 * Pairs missing and new paths of one name, where no third one has it: those that hold leave the findings, one that does not
 * is judged where it lies.
 */
export function reconcileSpellings(judged: readonly PendingFinding[]): {
  readonly judged: readonly PendingFinding[];
  readonly held: Respelled;
} {
  const pairs = pairsOf(judged);
  if (pairs.size === 0) return { judged, held: NONE_RESPELLED };
  let held = NONE_RESPELLED;
  const paired = new Set(pairs.values());
  const left = judged.flatMap((each) => {
    if (paired.has(each)) return [];
    const gone = pairs.get(each);
    if (gone === undefined) return [each];
    const findings = judgeAsOne(gone, each);
    held = addRespelled(held, sumOf(gone, each, findings.length === 0));
    return findings;
  });
  return { judged: left, held };
}

/** The missing path of each new one. */
function pairsOf(judged: readonly PendingFinding[]): ReadonlyMap<PendingFinding, PendingFinding> {
  const gone = judged.filter((each) => is(each, 'gone'));
  const pairs = new Map<PendingFinding, PendingFinding>();
  const added = judged.filter((each) => is(each, 'new'));
  if (gone.length === 0 || added.length === 0) return pairs;
  const lost = byName(gone);
  for (const [key, [fresh, ...others]] of byName(added)) {
    const [missing, ...more] = lost.get(key) ?? [];
    if (fresh === undefined || missing === undefined || others.length > 0 || more.length > 0) continue;
    if (isComparable(missing, fresh) && isSameName(missing.finding.path, fresh.finding.path))
      pairs.set(fresh, missing);
  }
  return pairs;
}

function is({ finding: { code } }: PendingFinding, state: BytesState): boolean {
  return FINDING_CODES[code].bytes === state;
}

function byName(judged: readonly PendingFinding[]): ReadonlyMap<string, readonly PendingFinding[]> {
  const found = new Map<string, PendingFinding[]>();
  for (const each of judged) {
    const key = spellingKey(each.finding.path);
    const same = found.get(key);
    if (same === undefined) found.set(key, [each]);
    else same.push(each);
  }
  return found;
}

/** Of a file, one of the expected digests must have been computed, else nothing is known of it. */
function isComparable(
  { pair: { right: expected } }: PendingFinding,
  { pair: { left }, facts }: PendingFinding,
): boolean {
  if (expected === undefined || left === undefined || expected.kind !== left.kind) return false;
  if (expected.kind !== 'file') return true;
  const computed = new Set(facts?.digests.map(({ algorithm }) => algorithm));
  return (
    expected.unreadable === undefined && expected.digests.some(({ algorithm }) => computed.has(algorithm))
  );
}

function judgeAsOne(
  { pair: { right } }: PendingFinding,
  { key, pair, facts }: PendingFinding,
): PendingFinding[] {
  const { left: entry } = pair;
  if (entry === undefined || right === undefined) return [];
  const computed = new Set(facts?.digests.map(({ algorithm }) => algorithm));
  const digests = right.digests.filter(({ algorithm }) => computed.has(algorithm));
  const expected = { ...right, path: entry.path, digests };
  const findings = judge({ entry, expected, facts, scope: 'none' }).filter(
    ({ code }) => FINDING_CODES[code].subject === 'integrity',
  );
  const seen = stateOf(entry, facts);
  const more = facts === undefined ? {} : { facts };
  return findings.map((each) => ({
    key,
    finding: { ...each, seen },
    pair: { ...pair, right: expected },
    ...more,
  }));
}

function sumOf(
  { finding: { path: listed } }: PendingFinding,
  { finding: { path: found }, pair, facts }: PendingFinding,
  isHeld: boolean,
): Respelled {
  const files = pair.left?.kind === 'file' ? 1 : 0;
  const sum = { present: 1, paths: 0, files, bytes: files * (facts?.size ?? 0) };
  return isHeld ? { ...sum, paths: 1, example: { listed, found } } : sum;
}
