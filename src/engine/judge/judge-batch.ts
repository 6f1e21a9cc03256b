import type { ContentSummary } from '../../model/content.ts';
import { orderKey } from '../../model/entry.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import { type BytePath, directoryOf } from '../../model/path.ts';
import { glanceAt } from '../../read/content-summaries.ts';
import type { FileFacts, ReadAnswer } from '../../read/jobs.ts';
import type { TreePair } from '../reading/batch.ts';
import { addShare, type GrowingShares } from '../reading/shares.ts';
import { judge, type Scope } from './judge.ts';

/** A finding with what pairing it with another one needs. */
export type PendingFinding = {
  readonly key: string;
  readonly finding: Finding;
  readonly pair: TreePair;
  readonly facts?: FileFacts;
};

/** A file that was examined, as what only many files together show needs it. */
export type ExaminedFile = {
  readonly path: BytePath;
  readonly bytes: number;
  readonly glance: ContentSummary;
  /** It is there beyond a closed inventory. */
  readonly isNew: boolean;
  /** Nobody looked at its content before: no seal did, and no inventory says that it is new. */
  readonly isFree: boolean;
};

/** Consecutive files of one directory that were read: their sums, and what was seen of those that were examined. */
export type DirectorySpan = {
  readonly directory: BytePath;
  files: number;
  bytes: number;
  readonly judged: GrowingShares;
  /** Bytes of the examined files by the class that most of their blocks are of. */
  readonly kinds: Record<string, number>;
  readonly sightings: ExaminedFile[];
};

/** What one batch came to; small, because it may wait long for an earlier one. */
export type BatchResult = {
  readonly judged: readonly PendingFinding[];
  readonly runs: readonly DirectorySpan[];
  readonly files: number;
  readonly bytes: number;
  /** Files that were held against a digest, whether they held or not. */
  readonly coveredFiles: number;
  readonly coveredBytes: number;
  /** Promised paths of every kind, and how many of them held. */
  readonly promised: number;
  readonly held: number;
  /** Promised files, and their bytes as far as these were promised. */
  readonly promisedFiles: number;
  readonly promisedBytes: number;
  readonly lost: number;
  readonly undone: number;
  readonly lastPath: string;
};

const NOTHING_FOUND: readonly Finding[] = [];

/** Judges every pair of a batch against the answer of its lane; `places` maps the answer's indexes to pairs. */
export function judgeBatch(
  pairs: readonly TreePair[],
  places: readonly number[],
  answer: ReadAnswer,
  scopeOf: (key: string) => Scope,
): BatchResult {
  const undone = new Set(answer.undone.map((index) => places[index]));
  const judged: PendingFinding[] = [];
  const runs: DirectorySpan[] = [];
  let task = 0;
  let exception = 0;
  let promised = 0;
  let held = 0;
  let promisedFiles = 0;
  let promisedBytes = 0;
  let lost = 0;
  let coveredFiles = answer.heldFiles;
  let coveredBytes = answer.heldBytes;

  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i];
    const isTask = places[task] === i;
    const found =
      isTask && answer.exceptions[exception]?.index === task
        ? answer.exceptions[exception]?.facts
        : undefined;
    const size = isTask
      ? answer.sizes === undefined
        ? (pair?.right?.size ?? 0)
        : (answer.sizes[task] ?? 0)
      : 0;
    if (found !== undefined) exception += 1;
    if (isTask) task += 1;
    if (pair === undefined || undone.has(i)) continue;
    const { left: entry, right } = pair;
    if (right !== undefined) {
      promised += 1;
      if (right.kind === 'file') {
        promisedFiles += 1;
        promisedBytes += right.size ?? 0;
      }
      if (entry === undefined) lost += 1;
    }
    const isOrdinary =
      found === undefined && entry !== undefined && right !== undefined && entry.kind === 'file';
    const path = entry?.path ?? right?.path ?? '';
    const isVouchedFor = (right?.digests.length ?? 0) > 0 || right?.proof === true;
    if (found !== undefined && found.trouble === undefined && isVouchedFor) {
      coveredFiles += 1;
      coveredBytes += found.size;
    }
    const glance = isTask ? glanceAt(answer.glances, task - 1) : undefined;
    const scope = right === undefined ? scopeOf(orderKey(entry ?? { path, kind: 'file' })) : 'none';
    const isHeld = isOrdinary && right.kind === 'file' && right.unreadable === undefined;
    const key = isHeld ? '' : orderKey(entry ?? right ?? { path, kind: 'file' });
    const findings = isHeld
      ? NOTHING_FOUND
      : judge({ entry, promised: right, facts: found, scope, judgement: glance?.contentClass });
    if (entry?.kind === 'file' && isTask) {
      const isNew = right === undefined && scope === 'closed';
      const isFree = !isNew && right?.isProfiled !== true;
      count(runs, { path, bytes: size, isNew, isFree }, withFindings(glance, findings));
    }
    const isStored =
      scope === 'store' ||
      (right === undefined && found?.store !== undefined) ||
      (right?.kind === 'file' && !isVouchedFor && scopeOf(path) === 'store');
    if (isStored && glance?.contentClass === 'proven') {
      coveredFiles += 1;
      coveredBytes += size;
    }
    if (isHeld) {
      held += 1;
      continue;
    }
    const isUnproven = right?.proof === true && found?.held !== true;
    if (
      right !== undefined &&
      !isUnproven &&
      findings.every((each) => FINDING_CODES[each.code].subject !== 'integrity')
    )
      held += 1;
    for (const each of findings)
      judged.push({ key, finding: each, pair, ...(found === undefined ? {} : { facts: found }) });
  }

  const { files, bytes } = answer;
  const last = pairs.at(-1);
  const lastPath = last?.left?.path ?? last?.right?.path ?? '';
  return {
    judged,
    runs,
    files,
    bytes,
    coveredFiles,
    coveredBytes,
    promised,
    held,
    promisedFiles,
    promisedBytes,
    lost,
    undone: undone.size,
    lastPath,
  };
}

/** A glance with what was found of the content against its past, which the lane does not know. */
function withFindings(
  glance: ContentSummary | undefined,
  findings: readonly Finding[],
): ContentSummary | undefined {
  if (glance === undefined || findings.length === 0) return glance;
  const severities = findings
    .filter(({ code }) => FINDING_CODES[code].subject === 'content')
    .map(({ severity }) => severity);
  if (severities.includes('error')) return { ...glance, contentClass: 'garbage' };
  return severities.includes('warning') ? { ...glance, contentClass: 'suspect' } : glance;
}

function count(
  runs: DirectorySpan[],
  file: Omit<ExaminedFile, 'glance'>,
  glance: ContentSummary | undefined,
): void {
  const { path, bytes } = file;
  let run = runs.at(-1);
  if (run === undefined || !isIn(path, run.directory)) {
    run = { directory: directoryOf(path), files: 0, bytes: 0, judged: {}, kinds: {}, sightings: [] };
    runs.push(run);
  }
  run.files += 1;
  run.bytes += bytes;
  if (glance === undefined) return;
  addShare(run.judged, glance.contentClass, { files: 1, bytes });
  run.kinds[glance.kind] = (run.kinds[glance.kind] ?? 0) + bytes;
  run.sightings.push({ ...file, glance });
}

function isIn(path: string, directory: string): boolean {
  const slash = path.lastIndexOf('/');
  return directory === '' ? slash < 0 : slash === directory.length && path.startsWith(directory);
}
