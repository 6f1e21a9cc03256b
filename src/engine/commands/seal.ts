/**
 * Seals a tree: one read of every file, its digests and content profile into a new manifest. Promises that garbage is
 * not blessed: where a finding fails the run, no manifest is left. Does not write by itself: the manifest's text goes to
 * the sink it is given.
 */
import { relative } from 'node:path';
import { empty } from '../../flow/empty.ts';
import { linkAfter } from '../../manifest/native/chain.ts';
import { digestsWith, nativeWriter, type Sealing, sealedLine } from '../../manifest/native/write.ts';
import type { BeginEvent } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { FINDING_CODES } from '../../model/finding.ts';
import { fromText, nameOf } from '../../model/path.ts';
import { isTemporaryName } from '../../model/temporary-name.ts';
import { excluding } from '../../walk/selection.ts';
import { entriesOf } from '../generations/entries-of.ts';
import { openLedger } from '../ledger.ts';
import { pipeline } from '../pipeline.ts';
import type { Plan } from '../plan.ts';
import { openRoot, type Root } from '../root.ts';
import type { RunContext, RunEvents, RunOptions } from '../run.ts';

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
  /** Seals in spite of findings and writes them into the manifest. */
  readonly acceptFindings?: boolean;
  /** Whether the tree is the original or the copy; `copy` by itself. */
  readonly origin?: 'source' | 'copy';
};

/** Where a manifest is in its chain. */
type Link = { readonly manifest: string; readonly seq: number; readonly prev?: string };

/** Seals a tree into the manifest that comes after the one that lies there, which it replaces; else into the first of a chain. */
export async function* sealNext(
  named: string,
  options: SealOptions,
  sink: ManifestSink & { readonly manifest: string },
  context: RunContext,
): RunEvents {
  yield* seal(named, options, { ...sink, ...(await linkAfter(fromText(sink.manifest))) }, context);
}

/** Seals the tree below a directory into a sink. */
export async function* seal(
  named: string,
  options: SealOptions,
  sink: ManifestSink & Link,
  context: RunContext,
): RunEvents {
  const root = openRoot(named);
  if (root.only !== undefined)
    throw new Fault(2, `${named}: not a directory`, 'name the directory that holds the file');
  const ledger = openLedger(options, context, {
    root: root.directory,
    reword: (each) =>
      options.acceptFindings === true && FINDING_CODES[each.code].isSealable
        ? { ...each, severity: 'note' }
        : each,
  });
  const begin = ledger.begin('seal', named, []);
  yield begin;
  const writer = nativeWriter(sealingOf(named, options, sink, { ...context, startedAt: begin.startedAt }));
  const plan = await planOf(root, named, options, sink, writer);
  let isCommitted = false;
  try {
    sink.write(writer.begin());
    const { totals, judged } = yield* pipeline(plan, ledger, options, context.now().getTime());
    const exit = ledger.exit(totals);
    if (!ledger.isStopped() && (exit === 0 || exit === 3)) {
      sink.write(writer.end());
      await sink.commit();
      isCommitted = true;
    }
    const coverage = { files: totals.files, bytes: totals.bytes };
    yield ledger.end(totals, {
      coverage,
      judged,
      ...(isCommitted ? { manifest: sink.manifest } : {}),
    });
  } finally {
    if (!isCommitted) await sink.discard();
  }
}

function sealingOf(
  named: string,
  { algorithm = ALGORITHM, origin = 'copy', exclude = [] }: SealOptions,
  { seq, prev }: Link,
  { tool, host, id, startedAt }: Omit<RunContext, 'now'> & Pick<BeginEvent, 'startedAt'>,
): Sealing {
  return {
    algorithm,
    created: startedAt.replace(/\.\d+Z$/, 'Z'),
    tool,
    host,
    id: id.replaceAll('-', ''),
    seq,
    ...(prev === undefined ? {} : { prev }),
    origin,
    root: named,
    exclude,
  };
}

/** A tree of which nothing is promised, and whose files the sink does not write to. */
async function planOf(
  root: Root,
  named: string,
  { algorithm = ALGORITHM, acceptFindings = false, exclude = [] }: SealOptions,
  sink: ManifestSink,
  writer: ReturnType<typeof nativeWriter>,
): Promise<Plan> {
  const own = new Set(sink.files.map((file) => fromText(relative(named, file))));
  const isExcluded = await excluding(exclude);
  return {
    root,
    leaveOut: (path) => own.has(path) || isTemporaryName(nameOf(path)) || isExcluded?.(path) === true,
    vouchers: [],
    entries: empty,
    wanted: () => [],
    exempt: new Set(),
    scopeOf: () => 'none',
    digests: digestsWith(algorithm),
    sink: {
      prepare(batch) {
        const entries = entriesOf(root.directory, batch, acceptFindings);
        const lines = entries.map((each) => sealedLine(each, algorithm));
        return () => sink.write(lines.map((line) => writer.addLine(line)).join(''));
      },
      directories: (sums) => sink.write(sums.map((sum) => writer.addDirectory(sum)).join('')),
      takes: ({ kind, empty: isEmpty, trouble }) =>
        kind !== 'directory' || isEmpty === true || trouble !== undefined,
    },
  };
}
