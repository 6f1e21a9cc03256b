import type { ContentSummary } from '../../model/content.ts';
import { placeInSeries } from '../../model/dates/dated-dumps.ts';
import type { FileEntry, Kind } from '../../model/entry.ts';
import type { FileState } from '../../model/file-state.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type FileFacts, stateOf } from '../../read/jobs.ts';
import { addExamined } from '../examined/known-content.ts';
import type { Examined } from '../examined/table.ts';
import type { TreePair } from '../reading/batch.ts';
import type { HeldBetween, ReadBatch } from '../reading/read-pairs.ts';
import { coveredBytes } from './coverage.ts';
import { addSighting, countFile, type DirectorySpan } from './directory-spans.ts';
import { type JudgedPair, judgePair, type ScopeOf } from './judge-pair.ts';
import { dealAnswers, type PairAnswer } from './pair-answers.ts';
import type { Totals } from './totals.ts';

/** A finding with what pairing it with another one needs. */
export type PendingFinding = {
  readonly key: string;
  readonly finding: Finding;
  readonly pair: TreePair;
  readonly facts?: FileFacts;
};

/** The verdict on one batch; small, because it may wait long for an earlier one. */
export type BatchResult = Totals & {
  readonly judged: readonly PendingFinding[];
  readonly spans: readonly DirectorySpan[];
};

/** Judges every pair of a batch against the answer of its lane, and sums up, with what held between the pairs. */
export function judgeBatch(
  { pairs, places, answer, held = NOTHING_HELD }: ReadBatch,
  scopeOf: ScopeOf,
  examined?: Examined,
  unseen?: readonly Kind[],
): BatchResult {
  const judged: PendingFinding[] = [];
  const spans: DirectorySpan[] = [];
  const sums = {
    promised: 0,
    held: 0,
    uncompared: 0,
    unseen: 0,
    expectedFiles: 0,
    expectedBytes: 0,
    lost: 0,
  };
  const covered = { coveredFiles: answer.matchedFiles, coveredBytes: answer.matchedBytes };
  const answerTo = dealAnswers({ places, answer });
  const between = passHeld(held, spans);
  let place = 0;
  for (const pair of pairs) {
    const read = answerTo(place, pair);
    between.upTo(held.runsBefore[place] ?? 0);
    place += 1;
    if (read === undefined) continue;
    const verdict = judgePair(pair, read, scopeOf, unseen);
    addEntry(sums, pair, verdict);
    addCoverage(covered, coveredBytes(pair, read, verdict.scope, scopeOf));
    if (read.isRead && pair.left?.kind === 'file') addToSpans(spans, pair.left, pair, read, verdict);
    if (examined !== undefined && read.facts === undefined && read.summary !== undefined)
      addExamined(examined, pair, read.summary);
    for (const finding of withState(verdict.findings, pair, read.facts))
      judged.push(pending(verdict.key, finding, pair, read.facts));
  }
  between.upTo(held.runs.length);
  const { files, bytes } = between;
  const [unreadFiles, unreadBytes] = held.isUnread === true ? [files, bytes] : [0, 0];
  return {
    judged,
    spans,
    files: answer.files + files - unreadFiles,
    bytes: answer.bytes + bytes - unreadBytes,
    coveredFiles: covered.coveredFiles + files - unreadFiles,
    coveredBytes: covered.coveredBytes + bytes - unreadBytes,
    unreadFiles,
    unreadBytes,
    ...sums,
    promised: sums.promised + held.entries,
    held: sums.held + held.entries - unreadFiles,
    uncompared: sums.uncompared + unreadFiles,
    expectedFiles: sums.expectedFiles + files,
    expectedBytes: sums.expectedBytes + bytes,
    undone: answer.undone.length + held.undone,
    lastPath: held.lastPath || lastPathOf(pairs),
  };
}

const NOTHING_HELD: HeldBetween = { runs: [], runsBefore: [], entries: 0, undone: 0, lastPath: '' };

/** Puts the runs that held among the spans, each before the pair that comes after it, and sums them up. */
function passHeld(
  { runs }: HeldBetween,
  spans: DirectorySpan[],
): { upTo(count: number): void; files: number; bytes: number } {
  let passed = 0;
  const sums = {
    files: 0,
    bytes: 0,
    upTo(count: number) {
      for (const { directory, files, bytes, series } of runs.slice(passed, count)) {
        sums.files += files;
        sums.bytes += bytes;
        const more = series === undefined ? {} : { series };
        spans.push({ directory, files, bytes, judged: {}, kinds: {}, sightings: [], ...more });
      }
      passed = Math.max(passed, count);
    },
  };
  return sums;
}

function lastPathOf(pairs: readonly TreePair[]): string {
  const last = pairs.at(-1);
  return last?.left?.path ?? last?.right?.path ?? '';
}

/** Returns findings with what lay at their path. */
function withState(
  findings: readonly Finding[],
  { left }: TreePair,
  facts: FileFacts | undefined,
): readonly Finding[] {
  if (findings.length === 0 || left === undefined) return findings;
  const seen = stateOf(left, facts);
  return findings.map((each) => ({ ...each, seen }));
}

function pending(
  key: string,
  finding: Finding,
  pair: TreePair,
  facts: FileFacts | undefined,
): PendingFinding {
  return facts === undefined ? { key, finding, pair } : { key, finding, pair, facts };
}

type EntrySums = {
  promised: number;
  held: number;
  uncompared: number;
  unseen: number;
  expectedFiles: number;
  expectedBytes: number;
  lost: number;
};

function addEntry(sums: EntrySums, { left, right }: TreePair, { isHeld, isUncompared }: JudgedPair): void {
  if (right === undefined) return;
  sums.promised += 1;
  if (isHeld) sums.held += 1;
  if (isUncompared === true) sums.uncompared += 1;
  if (left === undefined) sums[isUncompared === true ? 'unseen' : 'lost'] += 1;
  if (right.kind !== 'file') return;
  sums.expectedFiles += 1;
  sums.expectedBytes += right.size ?? 0;
}

function addCoverage(
  covered: { coveredFiles: number; coveredBytes: number },
  bytes: number | undefined,
): void {
  if (bytes === undefined) return;
  covered.coveredFiles += 1;
  covered.coveredBytes += bytes;
}

function addToSpans(
  spans: DirectorySpan[],
  entry: FileEntry,
  { right }: TreePair,
  { size, summary, facts }: PairAnswer,
  { scope, findings }: JudgedPair,
): void {
  const { path } = entry;
  const span = countFile(spans, path, size);
  const place = placeInSeries(path);
  if (place !== undefined) {
    const digest = facts?.digests[0] ?? right?.digests[0];
    const identity = summary === undefined ? {} : { print: summary.print };
    (span.series ??= []).push({
      path,
      bytes: size,
      ...place,
      ...identity,
      ...(digest === undefined ? {} : { digest: digest.hex }),
    });
  }
  if (summary === undefined) return;
  const isNew = right === undefined && scope === 'closed';
  const isFree = !isNew && right?.isProfiled !== true;
  const seen = summary.isRecognised ? {} : { seen: fileState(entry, right, facts, size) };
  addSighting(span, { path, bytes: size, isNew, isFree, ...seen, summary: withFindings(summary, findings) });
}

/** Returns the state of a file: the recorded one where it matched and nothing else is known. */
function fileState(
  entry: FileEntry,
  expected: ManifestEntry | undefined,
  facts: FileFacts | undefined,
  size: number,
): FileState {
  if (facts !== undefined) return stateOf(entry, facts);
  return { kind: 'file', size, digests: expected?.digests ?? [] };
}

/** Returns what was seen of a file with what was found of its content against its past, which the lane does not know. */
function withFindings(summary: ContentSummary, findings: readonly Finding[]): ContentSummary {
  const severities = findings
    .filter(({ code }) => FINDING_CODES[code].subject === 'content')
    .map(({ severity }) => severity);
  if (severities.includes('error')) return { ...summary, contentClass: 'garbage' };
  // A fill of an unknown file is a warning, and garbage for its directory.
  if (summary.contentClass === 'garbage') return summary;
  return severities.includes('warning') ? { ...summary, contentClass: 'suspect' } : summary;
}
