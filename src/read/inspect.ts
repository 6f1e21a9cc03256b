/**
 * Reads files: one read, every probe. Returns facts and never throws for what a file or a disk does; a file that does
 * not match is read a second time before anything is reported. Does not judge. Unless it was told to read past the page cache, a
 * second read may come from memory.
 */
import { openBelow, type Passable, withListedFileBelow } from '../disk/below.ts';
import { fill, sizeOf, type Uncached } from '../disk/open.ts';
import type { HashEngine } from '../hash/algorithms.ts';
import { hashOnce } from '../hash/engine.ts';
import { XXHASH } from '../hash/xxhash.ts';
import type { Depth } from '../model/content.ts';
import type { BytePath } from '../model/path.ts';
import { createWalker, type Walker } from '../walk/walker.ts';
import { compareRange } from './compare-range.ts';
import { createSummaries, putSummary } from './content-summaries.ts';
import { createEngines } from './engines.ts';
import type { ExamineFile } from './examine-file.ts';
import { BIG_FILE, type Meter, readThrough, Stopped } from './file.ts';
import type { HeldByName } from './held-by-name.ts';
import {
  type FileFacts,
  type ReadAnswer,
  type ReadJob,
  type ReadTask,
  satisfies,
  settleSecondRead,
} from './jobs.ts';
import { orTrouble } from './or-trouble.ts';
import type { RangeAnswer, RangeJob } from './range-job.ts';
import {
  algorithmsOf,
  algorithmsOfTask,
  hasExpectation,
  isExamined,
  isNamedAlone,
  isVouchedFor,
} from './task-rules.ts';

const BUFFER = 256 * 1024;

/** Reads the files of jobs below one root; has one buffer and one survey, so one job at a time. */
export type Inspector = {
  /** Loads what the job needs; must be awaited before `run`. */
  prepare(job: ReadJob): Promise<void>;
  /** Compares a part of the tree with what a manifest has of it. */
  compare(job: RangeJob, meter: Meter): Promise<RangeAnswer>;
  /** Does a job. Big files are deferred where `mayDefer` allows it: by default where the job has other files. */
  run(job: ReadJob, meter: Meter, mayDefer?: boolean): Promise<ReadAnswer>;
};

/** Creates an inspector for a root, in which some links may be passed, and which may be read past the page cache. */
export function createInspector(root: BytePath, passable?: Passable, uncached?: Uncached): Inspector {
  const below = openBelow(root, passable, uncached);
  const buffer = XXHASH.buffer ?? Buffer.allocUnsafeSlow(BUFFER);
  const engines = createEngines();
  const engine = (algorithm: string): HashEngine => engines.loaded(algorithm);

  let looking: ExamineFile | undefined;
  // The examination of content is two hundred modules: they are only loaded when a file has to be examined.
  const prepareExamination = async (): Promise<void> => {
    looking ??= (await import('./examine-file.ts')).createExamineFile(below, buffer, engine);
  };
  const examineFile: ExamineFile = (...task) => {
    if (looking === undefined) throw new Error('prepare() was not called');
    return looking(...task);
  };

  let heldByName: HeldByName | undefined;
  /** What cannot be read is left to what examines it, which knows what is still being written. */
  const byName = (task: ReadTask, meter: Meter, mayDefer: boolean): number | 'defer' | undefined => {
    const held = orTrouble(() => heldByName?.(task, meter, mayDefer));
    return typeof held === 'object' ? undefined : held;
  };

  /** Returns the size where the file matches everything that is wanted; `undefined` where it does not. */
  const matchOnly = (task: ReadTask, meter: Meter, mayDefer: boolean): number | 'defer' | undefined =>
    withListedFileBelow(below, task.path, (descriptor) => {
      const [first, ...others] = task.wanted;
      const n = fill(descriptor, buffer);
      meter.read(n);
      // Nothing is also what a FIFO gives, and a device goes on for ever.
      const opened = n === 0 || n === buffer.length ? sizeOf(descriptor) : n;
      if (n < buffer.length && first !== undefined && others.length === 0) {
        const bytes = buffer.subarray(0, n);
        return (task.size === undefined || task.size === n) &&
          hashOnce(engine(first.algorithm), bytes) === first.hex
          ? n
          : undefined;
      }
      if (mayDefer && (task.size ?? 0) < BIG_FILE && opened >= BIG_FILE) return 'defer';
      const hashers = task.wanted.map((digest) => engine(digest.algorithm).create());
      const see = (chunk: Buffer): void => {
        for (const hasher of hashers) hasher.update(chunk);
      };
      see(buffer.subarray(0, n));
      const size = n < buffer.length ? n : n + readThrough(descriptor, buffer, meter, see);
      const isMatch = hashers.every((hasher, i) => hasher.end() === task.wanted[i]?.hex);
      return isMatch && (task.size === undefined || task.size === size) ? size : undefined;
    });

  const examine = (
    task: ReadTask,
    algorithms: readonly string[],
    meter: Meter,
    mayDefer: boolean,
    depth: Depth = 'normal',
  ): FileFacts | 'defer' => {
    const first = examineFile(task, algorithms, meter, mayDefer, depth);
    return first !== 'defer' && first.unsettled === true
      ? examineFile(task, algorithms, meter, false, depth)
      : first;
  };

  /** Returns the size where it matches; `mismatch` asks for a second read. */
  const readFirst = (
    task: ReadTask,
    job: ReadJob,
    meter: Meter,
    mayDefer: boolean,
  ): FileFacts | number | Postponed => {
    if (!hasExpectation(task)) return examine(task, job.digests, meter, mayDefer, job.depth);
    if (task.examine !== true) return matchOnly(task, meter, mayDefer) ?? 'mismatch';
    const requested = job.answer === 'all' ? job.digests : [];
    const facts = examine(task, algorithmsOfTask(task, requested), meter, mayDefer, job.depth);
    if (facts === 'defer') return 'defer';
    return satisfies(task, facts) ? { ...facts, matched: true } : 'mismatch';
  };

  const readAgain = (task: ReadTask, job: ReadJob, meter: Meter): FileFacts | 'defer' => {
    const algorithms = algorithmsOfTask(task, job.digests);
    // A size is of the file as it lies there, so where one is recorded, so is its digest.
    const inside = task.size === undefined ? ({ inside: true } as const) : {};
    const again = examine({ ...task, ...inside }, algorithms, meter, false, job.depth);
    return again === 'defer' ? again : settleSecondRead(task, again);
  };

  let walker: Walker | undefined;

  return {
    async prepare(job) {
      if (job.tasks.some((task) => isExamined(task) && !isNamedAlone(task, job))) await prepareExamination();
      if (job.tasks.some((task) => isNamedAlone(task, job)))
        heldByName ??= (await import('./held-by-name.ts')).createHeldByName(below, buffer);
      for (const name of algorithmsOf(job)) await engines.load(name);
    },
    async compare(job, meter) {
      const xxh64 = await engines.load('xxh64');
      walker ??= createWalker(below, {
        leaveOut: undefined,
        ...(passable === undefined ? {} : { passable }),
      });
      try {
        return compareRange(job, { below, walker, buffer, engine: xxh64 }, meter);
      } finally {
        below.close();
      }
    },
    async run(job, meter, mayDefer = job.tasks.length > 1) {
      const exceptions: { index: number; facts: FileFacts }[] = [];
      const deferred: number[] = [];
      const undone: number[] = [];
      const sizes = new Float64Array(job.tasks.length);
      let summaries: Uint32Array | undefined;
      let files = 0;
      let bytes = 0;
      let matchedFiles = 0;
      let matchedBytes = 0;
      try {
        for (let index = 0; index < job.tasks.length; index++) {
          const task = job.tasks[index];
          if (task === undefined) continue;
          meter.at(index);
          try {
            if (meter.isStopped()) throw new Stopped();
            let found: FileFacts | number | Postponed = 'mismatch';
            const held = isNamedAlone(task, job) ? byName(task, meter, mayDefer) : undefined;
            if (held !== undefined) found = held;
            else if (task.failed !== true) {
              if (task.named === true) await prepareExamination();
              found = orTrouble(() => readFirst(task, job, meter, mayDefer));
            }
            if (found === 'mismatch') {
              await prepareExamination();
              found = orTrouble(() => readAgain(task, job, meter));
            }
            if (found === 'defer') {
              deferred.push(index);
              continue;
            }
            const size = typeof found === 'number' ? found : found.size;
            sizes[index] = size;
            bytes += size;
            if (typeof found === 'number' || found.trouble === undefined) files += 1;
            const isMatch = typeof found === 'number' || isMatchWithoutFinding(found);
            if (isMatch) {
              matchedFiles += isVouchedFor(task) ? 1 : 0;
              matchedBytes += isVouchedFor(task) ? size : 0;
            }
            if (
              typeof found === 'object' &&
              (job.answer === 'all' || (!isMatch && isException(task, found, job)))
            )
              exceptions.push({ index, facts: found });
            if (typeof found === 'object' && found.summary !== undefined) {
              summaries ??= createSummaries(job.tasks.length);
              putSummary(summaries, index, found.summary);
            }
          } catch (error) {
            if (!(error instanceof Stopped)) throw error;
            undone.push(index);
          }
        }
      } finally {
        below.close();
      }
      const areAllRead = exceptions.length === 0 && deferred.length === 0;
      const allAsRecorded = areAllRead && job.tasks.every((task) => task.size !== undefined);
      const details = {
        ...(allAsRecorded ? {} : { sizes }),
        ...(summaries === undefined ? {} : { summaries }),
      };
      return { exceptions, ...details, files, bytes, matchedFiles, matchedBytes, deferred, undone };
    },
  };
}

/** Not read, because it is big and may wait; or read, and it does not match. */
type Postponed = 'defer' | 'mismatch';

/** Returns whether it matched, and there is nothing to report about its content. */
function isMatchWithoutFinding({ matched, contentFinding: finding }: FileFacts): boolean {
  return matched === true && finding === undefined;
}

/** Returns whether a file must be reported: no match, something found, or its digests requested. */
function isException(task: ReadTask, facts: FileFacts, job: ReadJob): boolean {
  return (
    hasExpectation(task) ||
    job.digests.length > 0 ||
    facts.contentFinding !== undefined ||
    facts.trouble !== undefined ||
    facts.unsettled === true ||
    facts.kind !== 'file'
  );
}
