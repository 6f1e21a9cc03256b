/**
 * Holds a part of a tree against the part of a manifest that is about it, where both are read: the walk, the lines and the
 * bytes. Only what simply holds is settled here. Everything else, and every file that is big or has to be looked into, is left to
 * whoever asked, so that there is one place that judges.
 */
import { type Below, withListedFileBelow } from '../disk/below.ts';
import { fill, readAtOnce, sizeOf } from '../disk/open.ts';
import type { HashEngine } from '../hash/algorithms.ts';
import { hashOnce } from '../hash/engine.ts';
import { sendEntry } from '../manifest/native/entry.ts';
import { createEntryReader } from '../manifest/native/entry-reader.ts';
import { placeInSeries } from '../model/dates/dated-dumps.ts';
import { type FileEntry, orderKey } from '../model/entry.ts';
import { errorCode } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import type { ManifestEntry } from '../model/manifest.ts';
import { type BytePath, directoryOf, isDirectlyIn } from '../model/path.ts';
import { createUnlisted, type Unlisted } from '../walk/unlisted.ts';
import type { Walker } from '../walk/walker.ts';
import { BIG_FILE, type Meter, readThrough, Stopped } from './file.ts';
import { type FileOrders, openOrders } from './file-orders.ts';
import type { HeldRun, RangeAnswer, RangeException, RangeJob } from './range-job.ts';

/** What a range is compared with: the tree, a place in it, and what reads and hashes. */
export type RangeTools = {
  readonly below: Below;
  readonly walker: Walker;
  readonly buffer: Buffer;
  /** XXH64. */
  readonly engine: HashEngine;
};

type Outcome = 'held' | 'mismatch' | 'later';

/** Compares a range; a run that was stopped leaves it at the next file. */
export function compareRange(job: RangeJob, tools: RangeTools, meter: Meter): RangeAnswer {
  const { range, format, refused } = job;
  const orders = openOrders(job.order, tools.below);
  const findings: Finding[] = [];
  const place = { line: range.line, key: range.after };
  const reader = createEntryReader(format, (each) => findings.push(each), place);
  const { buffer, byteOffset, byteLength } = range.lines;
  const entries = reader.read(Buffer.from(buffer, byteOffset, byteLength).toString('latin1'));
  const files = walkRange(job, tools);
  const sums = createSums();
  let undone = 0;
  let left = files.next();
  let index = 0;
  try {
    while (left !== undefined || index < entries.length) {
      if (meter.isStopped()) throw new Stopped();
      const right = entries[index];
      const order = compareKeys(left, right);
      if (order < 0) {
        sums.leave(left, undefined, false);
        left = files.next();
        continue;
      }
      if (order === 0 && left !== undefined && right !== undefined) {
        meter.at(index);
        const isRefused = refused === 'all' || refused.includes(index);
        const outcome = holds(left, right, isRefused, { orders, tools, meter });
        if (outcome === 'held') sums.hold(left, right);
        else sums.leave(left, right, outcome === 'mismatch');
        left = files.next();
      } else if (right !== undefined) sums.leave(files.unlisted.below(right), right, false);
      index += 1;
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    undone = Math.max(1, entries.length - index);
  }
  return { ...sums.end(), findings, counts: reader.counts, undone, ...orders.end() };
}

function compareKeys(left: FileEntry | undefined, right: ManifestEntry | undefined): number {
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  const [a, b] = [orderKey(left), orderKey(right)];
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Walks the part of the tree, from behind the range before it. */
function walkRange(
  { range: { after, last } }: RangeJob,
  { walker }: RangeTools,
): { next(): FileEntry | undefined; readonly unlisted: Unlisted } {
  const unlisted = createUnlisted();
  const above = walker.seek(after);
  if (above !== undefined) unlisted.note(above);
  return {
    unlisted,
    next() {
      const entry = walker.next(last);
      if (entry !== undefined) unlisted.note(entry);
      return entry;
    },
  };
}

/** Sums up what holds, and keeps what does not, in path order. */
function createSums(): {
  hold(left: FileEntry, right: ManifestEntry): void;
  leave(left: FileEntry | undefined, right: ManifestEntry | undefined, isMismatch: boolean): void;
  end(): Pick<RangeAnswer, 'runs' | 'exceptions' | 'held' | 'lastPath'>;
} {
  const runs: HeldRun[] = [];
  const exceptions: RangeException[] = [];
  let run: HeldRun | undefined;
  let held = 0;
  let lastPath = '';
  return {
    hold({ path, kind }, { size = 0, digests }) {
      held += 1;
      lastPath = path;
      if (kind !== 'file') return;
      if (run === undefined || !isDirectlyIn(path, run.directory)) {
        run = { directory: directoryOf(path), files: 0, bytes: 0 };
        runs.push(run);
      }
      run.files += 1;
      run.bytes += size;
      const place = placeInSeries(path);
      if (place === undefined) return;
      const digest = digests[0]?.hex;
      (run.series ??= []).push({ path, bytes: size, ...place, ...(digest === undefined ? {} : { digest }) });
    },
    leave(left, right, isMismatch) {
      lastPath = left?.path ?? right?.path ?? '';
      exceptions.push({
        ...(left === undefined ? {} : { left }),
        ...(right === undefined ? {} : { right: sendEntry(right) }),
        isMismatch,
        runsBefore: runs.length,
      });
      run = undefined;
    },
    end: () => ({ runs, exceptions, held, lastPath }),
  };
}

/** Returns whether what lies at a path simply holds; `later` where somebody else has to look. */
function holds(
  left: FileEntry,
  right: ManifestEntry,
  isRefused: boolean,
  by: { readonly orders: FileOrders; readonly tools: RangeTools; readonly meter: Meter },
): Outcome {
  if (left.kind !== right.kind || left.trouble !== undefined || right.unreadable !== undefined)
    return 'later';
  if (left.kind === 'link') return left.target === right.target ? 'held' : 'later';
  if (left.kind !== 'file') return 'held';
  const lot = by.orders.of(left, right);
  if (lot !== 'read') return lot;
  if (isRefused || right.isProfiled !== true) return 'later';
  try {
    return holdsBytes(left.path, right, by.tools, by.meter);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return 'later';
  }
}

function holdsBytes(
  path: BytePath,
  { size, digests: [digest] }: ManifestEntry,
  { below, buffer, engine }: RangeTools,
  meter: Meter,
): Outcome {
  if (size === undefined || size >= BIG_FILE || digest?.algorithm !== 'xxh64') return 'later';
  return withListedFileBelow(below, path, (descriptor) => {
    const n = size < buffer.length ? readAtOnce(descriptor, buffer, size) : fill(descriptor, buffer);
    meter.read(n);
    // Nothing is also what a FIFO gives, and a device goes on for ever.
    const opened = n === 0 || n === buffer.length ? sizeOf(descriptor) : n;
    if (opened !== size) return 'mismatch';
    if (n < buffer.length)
      return hashOnce(engine, buffer.subarray(0, n)) === digest.hex ? 'held' : 'mismatch';
    const hasher = engine.create();
    hasher.update(buffer);
    const read = n + readThrough(descriptor, buffer, meter, (chunk) => hasher.update(chunk));
    return read === size && hasher.end() === digest.hex ? 'held' : 'mismatch';
  });
}
