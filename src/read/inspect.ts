/**
 * Reads files: one read, every probe. Promises facts and never throws for what a file or a disk does; a file that does
 * not hold is read a second time before anything is said. Does not judge, and cannot read around the page cache: a
 * second read may come from memory.
 */

import { fill, NotAFile, withFile } from '../disk/open.ts';
import { algorithmNamed, type HashEngine } from '../hash/algorithms.ts';
import type { Depth } from '../model/content.ts';
import { errorCode } from '../model/fault.ts';
import type { BytePath } from '../model/path.ts';
import { createSummaries, putGlance } from './content-summaries.ts';
import type { ExamineFile } from './examine-file.ts';
import { BIG_FILE, CannotList, type Meter, readThrough, Stopped } from './file.ts';
import { type FileFacts, holds, NO_FACTS, type ReadAnswer, type ReadJob, type ReadTask } from './jobs.ts';

const BUFFER = 256 * 1024;

/** Reads the files of jobs below one root; has one buffer and one survey, so one job at a time. */
export type Inspector = {
  /** Loads what the job needs; to be awaited before `run`. */
  prepare(job: ReadJob): Promise<void>;
  /** Does a job. Big files are left for another time where it may defer them: by default where there are others. */
  run(job: ReadJob, meter: Meter, mayDefer?: boolean): Promise<ReadAnswer>;
};

/** Makes an inspector for a root. */
export function createInspector(root: BytePath): Inspector {
  const buffer = Buffer.allocUnsafeSlow(BUFFER);
  const engines = new Map<string, HashEngine>();

  const engine = (algorithm: string): HashEngine => {
    const found = engines.get(algorithm);
    if (found === undefined) throw new Error(`prepare() was not called for ${algorithm}`);
    return found;
  };

  let looking: ExamineFile | undefined;
  // What looks into content is two hundred files: they are loaded where a file has to be looked into.
  const prepareLook = async (): Promise<void> => {
    looking ??= (await import('./examine-file.ts')).createExamineFile(root, buffer, engine);
  };
  const look: ExamineFile = (...task) => {
    if (looking === undefined) throw new Error('prepare() was not called');
    return looking(...task);
  };

  /** The size where the file holds against everything that is wanted; `undefined` where it does not. */
  const hold = (task: ReadTask, meter: Meter, mayDefer: boolean): number | 'defer' | undefined =>
    withFile(`${root}/${task.path}`, ({ descriptor, size: opened }) => {
      const [first, ...others] = task.wanted;
      const n = fill(descriptor, buffer);
      meter.read(n);
      if (n < buffer.length && first !== undefined && others.length === 0) {
        const bytes = buffer.subarray(0, n);
        return (task.size === undefined || task.size === n) &&
          hashOnce(engine(first.algorithm), bytes) === first.hex
          ? n
          : undefined;
      }
      const isBig = n === buffer.length && opened >= BIG_FILE;
      if (mayDefer && (task.size ?? 0) < BIG_FILE && isBig) return 'defer';
      const hashers = task.wanted.map((digest) => engine(digest.algorithm).create());
      const see = (chunk: Buffer): void => {
        for (const hasher of hashers) hasher.update(chunk);
      };
      see(buffer.subarray(0, n));
      const size = n < buffer.length ? n : n + readThrough(descriptor, buffer, meter, see);
      const held = hashers.every((hasher, i) => hasher.end() === task.wanted[i]?.hex);
      return held && (task.size === undefined || task.size === size) ? size : undefined;
    });

  const examine = (
    task: ReadTask,
    algorithms: readonly string[],
    meter: Meter,
    mayDefer: boolean,
    depth: Depth = 'normal',
  ): FileFacts | 'defer' => {
    const first = look(task, algorithms, meter, mayDefer, depth);
    return first !== 'defer' && first.unsettled === true
      ? look(task, algorithms, meter, false, depth)
      : first;
  };

  /** The size where it holds; `mismatch` asks for a second read. */
  const readFirst = (
    task: ReadTask,
    job: ReadJob,
    meter: Meter,
    mayDefer: boolean,
  ): FileFacts | number | Postponed => {
    if (!isPromised(task)) return examine(task, job.digests, meter, mayDefer, job.depth);
    if (task.examine !== true) return hold(task, meter, mayDefer) ?? 'mismatch';
    const facts = examine(task, algorithmsOfTask(task), meter, mayDefer, job.depth);
    if (facts === 'defer') return 'defer';
    if (!holds(task, facts)) return 'mismatch';
    return { ...facts, held: true };
  };

  const readAgain = (task: ReadTask, job: ReadJob, meter: Meter): FileFacts | 'defer' => {
    const algorithms = [...new Set([...algorithmsOfTask(task), ...job.digests])];
    const again = examine(task, algorithms, meter, false, job.depth);
    return again !== 'defer' && holds(task, again) ? { ...again, heldAtSecondRead: true } : again;
  };

  return {
    async prepare(job) {
      if (job.tasks.some(isExamined)) await prepareLook();
      for (const name of algorithmsOf(job)) {
        if (engines.has(name)) continue;
        const algorithm = algorithmNamed(name);
        if (algorithm === undefined) throw new Error(`no algorithm is called ${name}`);
        engines.set(name, await algorithm.load());
      }
    },
    async run(job, meter, mayDefer = job.tasks.length > 1) {
      const exceptions: { index: number; facts: FileFacts }[] = [];
      const deferred: number[] = [];
      const undone: number[] = [];
      const sizes = new Float64Array(job.tasks.length);
      let glances: Uint32Array | undefined;
      let files = 0;
      let bytes = 0;
      let heldFiles = 0;
      let heldBytes = 0;
      for (let index = 0; index < job.tasks.length; index++) {
        const task = job.tasks[index];
        if (task === undefined) continue;
        meter.at(index);
        try {
          if (meter.isStopped()) throw new Stopped();
          let found = orTrouble(() => readFirst(task, job, meter, mayDefer));
          if (found === 'mismatch') {
            await prepareLook();
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
          if (typeof found === 'number' || isHeldQuietly(found)) {
            heldFiles += isVouchedFor(task) ? 1 : 0;
            heldBytes += isVouchedFor(task) ? size : 0;
          } else if (job.answer === 'all' || isException(task, found, job)) {
            exceptions.push({ index, facts: found });
          }
          if (typeof found === 'object' && found.glance !== undefined) {
            glances ??= createSummaries(job.tasks.length);
            putGlance(glances, index, found.glance);
          }
        } catch (error) {
          if (!(error instanceof Stopped)) throw error;
          undone.push(index);
        }
      }
      const areAllRead = exceptions.length === 0 && deferred.length === 0;
      const allAsPromised = areAllRead && job.tasks.every((task) => task.size !== undefined);
      const told = { ...(allAsPromised ? {} : { sizes }), ...(glances === undefined ? {} : { glances }) };
      return { exceptions, ...told, files, bytes, heldFiles, heldBytes, deferred, undone };
    },
  };
}

/** Not read: it is big and may wait. Or read, and it does not hold. */
type Postponed = 'defer' | 'mismatch';

/** What a read gives, or that the system would not let it. */
function orTrouble<T>(read: () => T): T | FileFacts {
  try {
    return read();
  } catch (error) {
    if (error instanceof CannotList)
      return { ...NO_FACTS, trouble: { ...error.trouble, doing: 'list a directory above' } };
    if (error instanceof NotAFile) return { ...NO_FACTS, kind: error.kind };
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { ...NO_FACTS, trouble: { code, doing: 'read the file' } };
  }
}

function algorithmsOfTask({ wanted }: ReadTask): string[] {
  return wanted.map((digest) => digest.algorithm);
}

/** Whether a task is examined whatever it holds against. */
function isExamined({ wanted, examine }: ReadTask): boolean {
  return wanted.length === 0 || examine === true;
}

/** Whether there is anything to hold a file against. */
function isPromised(task: ReadTask): boolean {
  return isVouchedFor(task) || task.size !== undefined;
}

/** Whether more than a size is promised. */
function isVouchedFor({ wanted, proof }: ReadTask): boolean {
  return wanted.length > 0 || proof === true;
}

/** Every algorithm of a job. Neighbours want the same one, so the set is asked only where it changes. */
function algorithmsOf(job: ReadJob): ReadonlySet<string> {
  const names = new Set(job.digests);
  let last = '';
  for (const { wanted } of job.tasks) {
    for (const { algorithm } of wanted) {
      if (algorithm !== last) names.add(algorithm);
      last = algorithm;
    }
  }
  return names;
}

/** It held, and there is nothing to say of its content. */
function isHeldQuietly({ held, contentFinding: suspicion }: FileFacts): boolean {
  return held === true && suspicion === undefined;
}

/** Files that did not hold, and examined ones of which something is to be said: digests, where any were asked for. */
function isException(task: ReadTask, facts: FileFacts, job: ReadJob): boolean {
  return (
    isPromised(task) ||
    job.digests.length > 0 ||
    facts.contentFinding !== undefined ||
    facts.trouble !== undefined ||
    facts.unsettled === true ||
    facts.kind !== 'file'
  );
}

function hashOnce(engine: HashEngine, bytes: Uint8Array): string {
  if (engine.once !== undefined) return engine.once(bytes);
  const hasher = engine.create();
  hasher.update(bytes);
  return hasher.end();
}
