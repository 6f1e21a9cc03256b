import { contentSummaryOf } from '../detect/content-summary.ts';
import { detect } from '../detect/detectors.ts';
import { examineStructure } from '../detect/examine-structure.ts';
import { profileOf } from '../detect/profile.ts';
import { createSurvey } from '../detect/survey.ts';
import { type Below, withListedFileBelow } from '../disk/below.ts';
import { fileStatOf, sizeOf, statOf } from '../disk/open.ts';
import { mtimeOf } from '../disk/stat.ts';
import type { HashEngine } from '../hash/algorithms.ts';
import {
  type Content,
  type ContentFinding,
  type Depth,
  type StructureVerdict,
  WHOLE_AT_QUICK,
} from '../model/content.ts';
import { isAbsent } from '../model/entry.ts';
import { errorCode } from '../model/fault.ts';
import type { Digest } from '../model/manifest.ts';
import type { BytePath } from '../model/path.ts';
import type { Probe } from '../model/probe.ts';
import { trailingDigestProbe } from '../structure/kit/trailing-digest.ts';
import type { InFlight } from '../voucher/in-flight.ts';
import type { Handling } from '../voucher/kit/layout.ts';
import { BIG_FILE, type Meter, readSamples, readThrough } from './file.ts';
import { createHashers, unlessEmpty } from './hashers.ts';
import { headsBeside } from './heads-beside.ts';
import { type FileFacts, NO_FACTS, type ReadTask } from './jobs.ts';
import { createSplitLookup, type PartOfSplit } from './split-lookup.ts';
import { createStoreLookup } from './store-lookup.ts';

const MAX_ZERO_RUNS = 16;

/** Reads a whole file once for all probes, between two stats; or returns `defer` where it is big and may wait. */
export type ExamineFile = (
  task: ReadTask,
  algorithms: readonly string[],
  meter: Meter,
  mayDefer: boolean,
  depth: Depth,
) => FileFacts | 'defer';

/** Creates the examination of files below a root: it has one buffer and one survey, so one file at a time. */
export function createExamineFile(
  below: Below,
  buffer: Buffer,
  engine: (algorithm: string) => HashEngine,
): ExamineFile {
  const survey = createSurvey();
  const stores = createStoreLookup(below);
  const splits = createSplitLookup(below);
  /** Reads a part of a split file again for the check of the whole; its bytes are counted where it is read for itself. */
  const readPart = (path: BytePath, meter: Meter, see: (chunk: Buffer) => void): void =>
    withListedFileBelow(below, path, (descriptor) => {
      sizeOf(descriptor);
      readThrough(descriptor, buffer, { ...meter, read: () => {} }, see);
    });
  const examine: ExamineFile = (task, algorithms, meter, mayDefer, depth) =>
    withListedFileBelow(below, task.path, (descriptor) => {
      const before = fileStatOf(descriptor);
      if (mayDefer && before.size >= BIG_FILE) return 'defer';
      const hashers = createHashers(algorithms, engine);
      const beginning = beginningOf(task, Number(before.size), engine);
      survey.begin(depth);
      const inStore = stores.handlingOf(task.path, Number(before.size));
      const handling = inStore?.handling;
      const ofStore = handling?.is === 'check' || handling?.is === 'paged' ? handling.begin?.() : undefined;
      const isVouched = handling?.is === 'check' && handling.vouched === true;
      let isProven = false;
      const byStore = ofStore ?? trailingDigestProbe(task.path);
      const isWatched = isVouched || (ofStore === undefined && task.proof === true);
      let isAnswered = false;
      let isHeldByStore = false;
      const watched = watch(byStore, (verdict) => {
        isProven = isWatched && verdict.is === 'proven';
        isHeldByStore = ofStore !== undefined && verdict.is === 'proven';
        isAnswered = ofStore !== undefined && answers(verdict, handling);
      });
      const split = handling === undefined ? splits(task.path) : undefined;
      const isFirst = split?.is === 'first';
      const [name, whole] = isFirst ? [split.whole, split.bytes] : [task.path, Number(before.size)];
      const inside = task.inside === true ? unlessEmpty(createHashers(algorithms, engine)) : undefined;
      const structure = examineStructure(name, whole, {
        depth,
        ...(inside === undefined ? {} : { seeInside: (bytes: Uint8Array) => inside.update(bytes) }),
        byStore: watched,
        byStoreAlone: isVouched,
        byStoreSurely: ofStore !== undefined && handling?.is === 'check' && handling.decides === true,
        beside: () => headsBeside(below, task.path),
      });
      const see = (chunk: Buffer, isAll = false): void => {
        hashers.update(chunk, isAll);
        beginning?.update(chunk);
        survey.update(chunk);
        if (split?.is !== 'later') structure.update(chunk);
      };
      const isSampled = depth === 'quick' && algorithms.length === 0 && before.size > WHOLE_AT_QUICK;
      const listed = Number(before.size);
      const size = isSampled ? listed : readThrough(descriptor, buffer, meter, see, listed);
      if (isSampled) readSamples(descriptor, size, buffer, meter, see, (bytes) => survey.skip(bytes));
      if (isFirst && !(depth === 'quick' && whole > WHOLE_AT_QUICK))
        for (const other of split.others) readPart(other, meter, (chunk) => structure.update(chunk));
      const examined = structure.end();
      const content: Content = {
        ...survey.end(),
        ...examined,
        ...treatmentOf(task, { handling, isAnswered, split }),
      };
      const after = statOf(descriptor);
      const isUnsettled = BigInt(size) !== after.size || before.mtimeNs !== after.mtimeNs;
      const found = detect(content, name);
      const inFlight =
        found !== undefined || isUnsettled || task.wanted.length === 0
          ? stores.inFlight(task.path, Number(before.size))
          : undefined;
      const finding = found === undefined || inFlight === undefined ? found : ofUnfinished(found, inFlight);
      return {
        kind: 'file',
        size,
        mtime: mtimeOf(after),
        // A remote has neither.
        ...(after.ino === 0n ? {} : { mode: Number(after.mode & 0o7777n), inode: String(after.ino) }),
        digests: hashers.end(),
        ...(inside === undefined ? {} : { inside: inside.end() }),
        profile: profileOf(content),
        ...(finding === undefined ? {} : { contentFinding: isSampled ? bySamples(finding) : finding }),
        summary: {
          ...contentSummaryOf(content, inFlight === undefined ? finding : undefined),
          ...(split === undefined ? {} : { isRecognised: true }),
          ...(handling?.is === 'check' && handling.byDigest === true && isHeldByStore
            ? { isNamed: true }
            : {}),
        },
        zeroRuns: content.zeroRuns.slice(0, MAX_ZERO_RUNS),
        longestZeroRun: content.longestZeroRun,
        ...(beginning?.end() === true ? { beginsAsRecorded: true } : {}),
        ...(isProven ? { proven: true } : {}),
        ...(inStore?.kind.layout.vouches === true && inStore.kind.layout.owned === undefined
          ? { store: inStore.kind.voucher.name }
          : {}),
        ...(inFlight === undefined ? {} : { inFlight }),
        ...(isUnsettled ? { unsettled: true } : {}),
      };
    });
  return (task, ...how) => {
    try {
      return examine(task, ...how);
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined || !isAbsent(code)) throw error;
      const inFlight = stores.inFlight(task.path, 0);
      if (inFlight === undefined) throw error;
      return { ...NO_FACTS, trouble: { code, doing: 'read the file' }, inFlight };
    }
  };
}

/** What is known of how a file is treated, beside what the user says. */
type Treated = {
  readonly handling: Handling | undefined;
  /** The check of its store found what it is, or that it is damaged. */
  readonly isAnswered: boolean;
  readonly split: PartOfSplit | undefined;
};

/** How a file is treated: as the user says, else as its store wants it, else by what its check found or as part of a split file. */
function treatmentOf(
  { blank, expected }: ReadTask,
  { handling, isAnswered, split }: Treated,
): Pick<Content, 'handling'> {
  if (blank === true) return { handling: 'blank' };
  if (expected === true) return { handling: 'expected' };
  if (handling !== undefined && handling.is !== 'check') return { handling: handling.is };
  return isAnswered ? { handling: 'checked' } : handlingOfPart(split);
}

/** Returns whether the check of a store leaves nothing to conclude from the name: it found damage, or the form of the store. */
function answers(verdict: StructureVerdict, handling: Handling | undefined): boolean {
  if (verdict.is === 'cut' || verdict.is === 'broken') return true;
  return verdict.is === 'proven' && handling?.is === 'check' && handling.byDigest !== true;
}

/**
 * How a part of a split file is treated, which has no type of its own. One may be zeros or a pattern in a disk image, and where
 * the check of the whole would find what is wrong with it.
 */
function handlingOfPart(split: PartOfSplit | undefined): Pick<Content, 'handling'> {
  if (split?.is === 'first') return split.isPaged ? { handling: 'paged' } : {};
  if (split === undefined) return {};
  return { handling: split.mayBeFilled ? 'paged' : 'opaque' };
}

/** Returns a probe, if any, that also reports its verdict. */
function watch(
  probe: Probe<StructureVerdict> | undefined,
  report: (verdict: StructureVerdict) => void,
): Probe<StructureVerdict> | undefined {
  if (probe === undefined) return undefined;
  return {
    update: (chunk) => probe.update(chunk),
    end() {
      const verdict = probe.end();
      report(verdict);
      return verdict;
    },
  };
}

/** Returns a finding about a file that is still being written: a note in a store, at most a warning elsewhere. */
function ofUnfinished(
  { severity, evidence = [], ...finding }: ContentFinding,
  where: InFlight,
): ContentFinding {
  const least = where === 'store' || severity === 'note' ? 'note' : 'warning';
  return { ...finding, severity: least, evidence: [...evidence, { is: 'in-flight' }] };
}

function bySamples(finding: ContentFinding): ContentFinding {
  return { ...finding, evidence: [{ is: 'sampled' }, ...(finding.evidence ?? [])] };
}

/**
 * Returns a probe of whether a file that has grown begins with what was recorded; undefined where that cannot be
 * checked.
 */
function beginningOf(
  task: ReadTask,
  size: number,
  engine: (algorithm: string) => HashEngine,
): { update(chunk: Uint8Array): void; end(): boolean } | undefined {
  const wanted: Digest | undefined = task.wanted[0];
  if (wanted === undefined || task.size === undefined || size <= task.size) return undefined;
  const hasher = engine(wanted.algorithm).create();
  let left = task.size;
  return {
    update(chunk) {
      if (left > 0) hasher.update(chunk.subarray(0, left));
      left -= Math.min(left, chunk.length);
    },
    end: () => hasher.end() === wanted.hex,
  };
}
