/**
 * Seals a tree: one read of every file, its digests and content profile into a new manifest. Promises that neither garbage
 * nor what a list in the tree contradicts is sealed: where a finding fails the run, no manifest is left. Does not write by
 * itself: the manifest's text goes to the sink it is given.
 */
import { relative } from 'node:path';
import { linkAfter } from '../../manifest/native/chain.ts';
import { digestsWith, nativeWriter, type Sealing, sealedLine } from '../../manifest/native/write.ts';
import type { BeginEvent } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { FINDING_CODES, type FindingCode } from '../../model/finding.ts';
import type { ManifestEntry, RetainedStore } from '../../model/manifest.ts';
import { fromText, nameOf } from '../../model/path.ts';
import { isTemporaryName } from '../../model/temporary-name.ts';
import { excluding, type Selection } from '../../walk/selection.ts';
import { entriesOf } from '../generations/entries-of.ts';
import { openLedger } from '../ledger.ts';
import { meeting } from '../meeting.ts';
import { pipeline } from '../pipeline.ts';
import type { Plan } from '../plan.ts';
import { openRoot } from '../root.ts';
import type { RunContext, RunEvents, RunOptions } from '../run.ts';
import { shardOf } from '../shard-run.ts';
import { openStoresOfFindings } from '../store-of-finding.ts';
import { retainedAmong } from '../tree/retention.ts';
import { countUncompared } from '../uncompared.ts';
import { openSealCheck, type SealCheck } from '../vouchers/seal-check.ts';

const ALGORITHM = 'sha256';

/** Where the text of a manifest goes; nothing is seen of it before `commit`. */
export type ManifestSink = {
  /** The files it writes, as the system names them: they are no part of the tree. */
  readonly files: readonly string[];
  write(text: string): void;
  /** Makes the manifest last: written to the disk and renamed to its name. */
  commit(): Promise<void>;
  discard(): Promise<void>;
};

/** What `seal` can be told beside what every run can. */
export type SealOptions = RunOptions & {
  /** The algorithm of the hash lines, `sha256` by itself. */
  readonly algorithm?: string;
  /** Seals despite findings about content and writes them into the manifest. */
  readonly acceptFindings?: boolean;
  /** Seals despite findings of these codes, such as `changed` where a list in the tree says otherwise. */
  readonly acceptCodes?: readonly FindingCode[];
  /** Lets the tools of the stores in the tree remove data from them afterwards. */
  readonly retention?: boolean;
  /** Whether the tree is the original or the copy; `copy` by itself. */
  readonly origin?: 'source' | 'copy';
};

/** The options of a seal, and where large lists are sorted. */
export type SealRun = SealOptions & { readonly temporary: string };

/** Where a manifest is in its chain. */
type Link = { readonly manifest: string; readonly seq: number; readonly prev?: string };

/** Seals a tree into the manifest that comes after the one that lies there, which it replaces; else into the first of a chain. */
export async function* sealNext(
  named: string,
  options: SealRun,
  sink: ManifestSink & { readonly manifest: string },
  context: RunContext,
): RunEvents {
  yield* seal(named, options, { ...sink, ...(await linkAfter(fromText(sink.manifest))) }, context);
}

/** Seals the tree below a directory into a sink. */
export async function* seal(
  named: string,
  options: SealRun,
  sink: ManifestSink & Link,
  context: RunContext,
): RunEvents {
  const root = openRoot(named);
  if (root.only !== undefined)
    throw new Fault(2, `${named}: not a directory`, 'name the directory that holds the file');
  const opened = openLedger(options, context, {
    root: root.directory,
    storeOf: await openStoresOfFindings(root.directory),
    reword: (each) => (isAccepted(each.code, options) ? { ...each, severity: 'note' } : each),
  });
  let isCommitted = false;
  try {
    const leaveOut = await leavingOut(named, options, sink);
    const check = await openSealCheck(root, leaveOut, options.temporary);
    const { ledger, flush } = countUncompared(meeting(opened, check.hidden), root.directory);
    const asked = {
      command: 'seal',
      root: named,
      vouchers: check.vouchers,
      summaries: check.summaries,
      more: askedOf(options),
    };
    const begin = ledger.begin('seal', named, check.summaries, shardOf(asked, options, context));
    yield begin;
    yield* ledger.record(check.findings);
    const { startedAt } = begin;
    const retention = options.retention === true ? await retainedIn(named, check) : [];
    const writer = nativeWriter({
      ...sealingOf(named, options, sink, { ...context, startedAt, held: check.held }),
      retention,
    });
    const plan = planOf({ root, leaveOut, check }, options, sink, writer);
    sink.write(writer.begin());
    const { totals, ...sums } = yield* pipeline(plan, ledger, options, context.now().getTime());
    if (!ledger.isStopped()) yield* ledger.record([...check.hidden.values()]);
    yield* flush();
    const exit = ledger.exit(totals);
    // What was sealed before is not given up for a tree that could not be listed at all.
    const isWhole = !ledger.isStopped() && options.shard === undefined;
    if (isWhole && (exit === 0 || exit === 3) && !ledger.isReported('')) {
      sink.write(writer.end());
      await sink.commit();
      isCommitted = true;
    }
    const coverage = { files: totals.files, bytes: totals.bytes };
    yield ledger.end(totals, {
      coverage,
      ...sums,
      ...(check.vouchers.length === 0 ? {} : { promised: totals.promised, held: totals.held }),
      ...(isCommitted ? { manifest: sink.manifest } : {}),
    });
  } finally {
    if (!isCommitted) await sink.discard();
  }
}

/** What a seal is asked beside what every run is, for the shards of one tree to have in common. */
function askedOf(options: SealOptions): readonly unknown[] {
  const { algorithm = ALGORITHM, acceptFindings, acceptCodes = [], retention, origin = 'copy' } = options;
  return [algorithm, acceptFindings === true, acceptCodes, retention === true, origin];
}

/** The stores that may lose data. Throws a Fault (2) where there is none, since somebody counts on it. */
async function retainedIn(named: string, { stores }: SealCheck): Promise<RetainedStore[]> {
  const retained = await retainedAmong(stores);
  if (retained.length > 0) return retained;
  throw new Fault(
    2,
    `${named}: --retention, but no store lies below it from which a tool removes data`,
    'such stores are restic, borg, git, kopia and duplicacy; omit --retention for anything else',
  );
}

/** A contradicted list is accepted by the name of the code alone; what could not be read, never. */
function isAccepted(code: FindingCode, { acceptFindings, acceptCodes = [] }: SealOptions): boolean {
  const { subject, accept, isSealable } = FINDING_CODES[code];
  if (acceptCodes.includes(code)) return true;
  return acceptFindings === true && isSealable && (subject !== 'integrity' || accept === 'never');
}

/** The files that the sink writes are no part of the tree. */
async function leavingOut(
  named: string,
  { exclude = [] }: SealOptions,
  sink: ManifestSink,
): Promise<Selection> {
  const own = new Set(sink.files.map((file) => fromText(relative(named, file))));
  const isExcluded = await excluding(exclude, fromText(named));
  return (path, isDirectory) =>
    own.has(path) || isTemporaryName(nameOf(path)) || isExcluded?.(path, isDirectory) === true;
}

function sealingOf(
  named: string,
  { algorithm = ALGORITHM, origin = 'copy', exclude = [], acceptCodes = [] }: SealOptions,
  { seq, prev }: Link,
  {
    tool,
    host,
    id,
    startedAt,
    held,
  }: Omit<RunContext, 'now'> & Pick<BeginEvent, 'startedAt'> & Pick<SealCheck, 'held'>,
): Sealing {
  return {
    algorithm,
    created: startedAt,
    tool,
    host,
    id: id.replaceAll('-', ''),
    seq,
    ...(prev === undefined ? {} : { prev }),
    origin,
    root: named,
    exclude,
    held,
    accepted: acceptCodes,
  };
}

/** A tree that is checked against its own lists while all of it is read for the sink. */
function planOf(
  { root, leaveOut, check }: Pick<Plan, 'root' | 'leaveOut'> & { readonly check: SealCheck },
  options: SealOptions,
  sink: ManifestSink,
  writer: ReturnType<typeof nativeWriter>,
): Plan {
  const { algorithm = ALGORITHM } = options;
  const digests = digestsWith(algorithm);
  return {
    root,
    leaveOut,
    vouchers: check.vouchers,
    entries: (report) => check.entries(report),
    wanted: (entry) => entry.digests,
    exempt: new Set(),
    scopeOf: (key) => check.scopeOf(key),
    digests,
    hasParts: true,
    sink: {
      prepare(batch) {
        const entries = entriesOf(root.directory, batch, (code) => isAccepted(code, options));
        const lines = entries.map((each) => sealedLine(withDigests(each, digests), algorithm));
        return () => sink.write(lines.map((line) => writer.addLine(line)).join(''));
      },
      directories: (sums) => sink.write(sums.map((sum) => writer.addDirectory(sum)).join('')),
      takes: ({ kind, empty: isEmpty, trouble }) =>
        kind !== 'directory' || isEmpty === true || trouble !== undefined,
    },
  };
}

/** The digests of lists were only compared. */
function withDigests(entry: ManifestEntry, digests: readonly string[]): ManifestEntry {
  return { ...entry, digests: entry.digests.filter(({ algorithm }) => digests.includes(algorithm)) };
}
