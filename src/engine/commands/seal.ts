/**
 * Seals a tree: one read of every file, its digests and content profile into a new manifest. Promises that garbage is
 * not blessed: where a finding fails the run, no manifest is left. Does not write by itself: the manifest's text goes to
 * the sink it is given.
 */
import { relative } from 'node:path';
import { empty } from '../../flow/empty.ts';
import { ticking } from '../../flow/ticking.ts';
import { nativeWriter, type SealedLine, sealedLine } from '../../manifest/native/write.ts';
import { type DirectoryEvent, directoryEvent, type FindingEvent } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import { fromText } from '../../model/path.ts';
import { openLanes } from '../../read/lanes.ts';
import { laneCount } from '../../read/storage.ts';
import { excluding } from '../../walk/selection.ts';
import { walk } from '../../walk/walk.ts';
import { expecting } from '../check-tree.ts';
import { entriesOf } from '../generations/entries-of.ts';
import { type BatchResult, judgeBatch } from '../judge/judge-batch.ts';
import { addUp, NO_TOTALS } from '../judge/totals.ts';
import { openLedger } from '../ledger.ts';
import { readTree } from '../reading/read-tree.ts';
import { openRoot } from '../root.ts';
import type { RunContext, RunEvents, RunOptions } from '../run.ts';
import { guard } from '../tree/mass-change.ts';
import { createTreeFindings } from '../tree/tree-findings.ts';

const WAITING = 256;

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

/** Seals the tree below a directory into a sink. */
export async function* seal(
  named: string,
  options: SealOptions,
  sink: ManifestSink & { readonly manifest: string; readonly seq: number; readonly prev?: string },
  surroundings: RunContext,
): RunEvents {
  const root = openRoot(named);
  if (root.only !== undefined)
    throw new Fault(2, `${named}: not a directory`, 'name the directory that holds the file');
  const { algorithm = 'sha256', acceptFindings = false, signal, exclude = [] } = options;
  const ledger = openLedger(options, surroundings);
  const begin = ledger.begin('seal', named, []);
  yield begin;

  const writer = nativeWriter({
    algorithm,
    created: begin.startedAt.replace(/\.\d+Z$/, 'Z'),
    tool: surroundings.tool,
    host: surroundings.host,
    id: surroundings.id.replaceAll('-', ''),
    seq: sink.seq,
    ...(sink.prev === undefined ? {} : { prev: sink.prev }),
    origin: options.origin ?? 'copy',
    root: named,
    exclude,
  });
  const own = new Set(sink.files.map((file) => fromText(relative(named, file))));
  const isExcluded = await excluding(exclude);
  const isExpected = await excluding(options.expectEncrypted ?? []);
  const told = (findings: readonly Finding[]): FindingEvent[] =>
    ledger.record(
      findings.map((each) => (acceptFindings && isAcceptable(each) ? { ...each, severity: 'note' } : each)),
    );
  const whole = createTreeFindings();
  const count = options.jobs ?? laneCount(root.directory);
  const lanes = openLanes({ root: root.directory, count, ...(signal === undefined ? {} : { signal }) });
  /** The directories that were left, and their profiles into the manifest. */
  const left = (): DirectoryEvent[] => {
    const sums = whole.left();
    sink.write(sums.map((sum) => writer.addDirectory(sum)).join(''));
    return sums.map(directoryEvent);
  };
  let totals = NO_TOTALS;
  let entries = 0;
  let isCommitted = false;

  try {
    sink.write(writer.begin());
    const sealed = readTree({
      root: root.directory,
      entries: walk({
        root: root.directory,
        leaveOut: (path) => own.has(path) || isExcluded?.(path) === true,
        oneFileSystem: options.oneFileSystem === true,
      }),
      promises: empty(),
      lanes,
      task: ({ left: entry }) =>
        entry?.kind === 'file' ? expecting(isExpected, { path: entry.path, wanted: [] }) : undefined,
      digests: algorithm === 'xxh64' ? ['xxh64'] : ['xxh64', algorithm],
      answer: 'all',
      depth: options.depth ?? 'normal',
      waiting: WAITING,
      signal,
      conclude: (batch) => ({
        outcome: judgeBatch(batch, () => 'none'),
        lines: entriesOf(root.directory, batch, acceptFindings).map((promised) =>
          sealedLine(promised, algorithm),
        ),
      }),
    });
    const stream = options.progressEveryMs === undefined ? sealed : ticking(sealed, options.progressEveryMs);
    for await (const batch of stream) {
      if (batch === 'tick') {
        yield ledger.progress(totals, { bytes: lanes.bytes(), waiting: 0 });
        continue;
      }
      const { outcome, lines }: { outcome: BatchResult; lines: readonly SealedLine[] } = batch;
      totals = addUp(totals, outcome);
      entries += lines.length;
      whole.see(outcome.spans);
      sink.write(lines.map((line) => writer.addLine(line)).join(''));
      yield* left();
      yield* told(outcome.judged.map((judged) => judged.finding));
    }
    yield* told(whole.end());
    yield* left();
    yield* told(guard({ entries, promised: 0, lost: 0, changed: 0, isStopped: ledger.isStopped() }));

    const exit = ledger.exit(totals);
    if (!ledger.isStopped() && (exit === 0 || exit === 3)) {
      sink.write(writer.end());
      await sink.commit();
      isCommitted = true;
    }
    const coverage = { files: totals.files, bytes: totals.bytes };
    yield ledger.end(totals, {
      coverage,
      judged: whole.judged(),
      ...(isCommitted ? { manifest: sink.manifest } : {}),
    });
  } finally {
    await lanes.close();
    if (!isCommitted) await sink.discard();
  }
}

/** Accepted are findings about what the content is; never that it could not be read, or that nothing is there. */
function isAcceptable({ code }: Finding): boolean {
  return (
    code !== 'denied' &&
    code !== 'unreadable' &&
    code !== 'empty-root' &&
    FINDING_CODES[code].subject !== 'manifest'
  );
}
