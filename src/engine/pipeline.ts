/**
 * The pipeline of every run: walk and manifest in lock step, read by the lanes, judged batch by batch, moves reconciled,
 * findings about the whole tree. Findings come in path order whatever the number of lanes.
 */
import { empty } from '../flow/empty.ts';
import { ticking } from '../flow/ticking.ts';
import type { Shares } from '../model/content.ts';
import type { FileEntry } from '../model/entry.ts';
import { type DirectoryEvent, directoryEvent, type EndEvent, type RunEvent } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import { nameOf } from '../model/path.ts';
import { isTemporaryName } from '../model/temporary-name.ts';
import type { Lanes, ReadingLanes } from '../read/lanes.ts';
import type { Shard } from '../walk/shard.ts';
import { withHeldContent } from './examined/known-content.ts';
import { expectedSums } from './expected-sums.ts';
import { easeLoneEmpty } from './judge/lone-empty.ts';
import { type MoveReconciliation, reconcileMoves } from './judge/moves.ts';
import { describeRespelled, withRespelled } from './judge/respelled.ts';
import { addUp, NO_TOTALS, type Totals } from './judge/totals.ts';
import { addVoucherDetails } from './judge/voucher-details.ts';
import { type JudgedBatch, judgedReading } from './judged-reading.ts';
import type { Ledger } from './ledger.ts';
import { type Plan, passableLinks } from './plan.ts';
import { alignTree } from './reading/align-tree.ts';
import { createFirstFindings } from './reading/first-findings.ts';
import { type ReadBatch, type Reading, readPairs } from './reading/read-pairs.ts';
import { readRanges } from './reading/read-ranges.ts';
import type { RunOptions } from './run.ts';
import { openRunLanes } from './run-lanes.ts';
import { type RunScope, scopeOfRun } from './scope-of-run.ts';
import { pairsOfShard } from './shard-run.ts';
import { openPartsWatch } from './tree/parts-watch.ts';
import { openRetention, type Retention } from './tree/retention.ts';
import { type TreeWatch, type WatchedTree, watchTree } from './tree/watch-tree.ts';

/** What a run comes to: its sums, and those of its files by their content. */
export type RunSums = { readonly totals: Totals; readonly judged: Shares } & Pick<
  EndEvent,
  'notEntered' | 'throughCache'
>;

/** Runs a plan: yields everything between the first and the last event, and returns the sums. `now` is in milliseconds since 1970. */
export async function* pipeline(
  plan: Plan,
  ledger: Ledger,
  options: RunOptions,
  now: number,
): AsyncGenerator<RunEvent, RunSums, undefined> {
  const parts =
    watchesParts(plan) && options.shard === undefined
      ? await openPartsWatch(plan.root.directory, plan.leaveOut)
      : undefined;
  const scope = scopeOfRun(plan, options, parts?.onListed);
  const tree = watchTree(watchedTree(plan, now, options.shard !== undefined));
  const disk = plan.instead === undefined ? plan.root.directory : undefined;
  const retention = await openRetention(plan.root.directory, plan.vouchers, disk !== undefined);
  const moves = reconcileMoves(disk, passableLinks(plan.vouchers));
  const late: Finding[] = [];
  const ofManifests = createFirstFindings((finding) => void late.push(finding));
  const reading = await judgedReading(plan, options);
  const expected = expectedSums(plan);
  const lanes = openRunLanes(plan, options);
  let totals = NO_TOTALS;
  let throughCache: number | undefined;
  try {
    const batches = readTree(plan, {
      lanes,
      reading: reading(lanes),
      report: (finding) => ofManifests.report(finding),
      tree,
      scope,
      retention,
      shard: options.shard,
    });
    for await (const batch of ticking(batches, options.progressEveryMs)) {
      if (batch === 'tick') {
        const workers = lanes.workers?.();
        const read = { bytes: lanes.bytes(), ...(workers === undefined ? {} : { workers }) };
        yield ledger.progress(totals, { ...read, ...expected, waiting: moves.waiting() });
        continue;
      }
      totals = addUp(totals, batch);
      batch.write?.();
      await tree.see(batch.spans);
      yield* leftBehind(tree, plan);
      yield* batch.reads ?? [];
      yield* ledger.record(late.splice(0));
      yield* recorded(ledger, retention.settle(easeLoneEmpty(disk, moves.add(batch.judged))));
    }
  } finally {
    throughCache = 'refused' in lanes ? lanes.refused() : undefined;
    await lanes.close();
  }
  const last = easeLoneEmpty(disk, await settled(moves, plan, scope, ledger));
  yield* recorded(ledger, retention.settle(last));
  totals = withRespelled(totals, moves.respelled());
  yield* ledger.record(describeRespelled(moves.respelled()));
  yield* ledger.record([...late, ...ofManifests.rest()]);
  yield* ledger.record(retention.end().filter(({ path }) => !ledger.isReported(path)));
  for await (const findings of parts?.end() ?? empty())
    yield* ledger.record(findings.filter(({ path }) => !ledger.isReported(path)));
  const end = {
    totals,
    packed: moves.packed(),
    rotated: moves.rotated(),
    excused: retention.excused(),
    pruned: retention.pruned(),
    ledger,
    scope,
  };
  for await (const findings of tree.end(end)) {
    yield* ledger.record(findings);
    yield* leftBehind(tree, plan);
  }
  return {
    totals,
    judged: tree.judged(),
    ...scope.notEntered(),
    ...(throughCache === undefined ? {} : { throughCache }),
  };
}

const AT_ONCE = 512;

/** Records findings, of which many may have waited for the same one, some at a time: their events are larger than they are. */
function* recorded(ledger: Ledger, findings: readonly Finding[]): Generator<RunEvent, void, undefined> {
  for (let at = 0; at < findings.length; at += AT_ONCE)
    yield* ledger.record(findings.slice(at, at + AT_ONCE));
}

/** Where a tree is read: by whom, how, and who sees it go by. */
type TreeReading = {
  readonly lanes: ReadingLanes | Lanes;
  readonly reading: Reading<JudgedBatch>;
  readonly report: (finding: Finding) => void;
  readonly tree: TreeWatch;
  readonly scope: RunScope;
  readonly retention: Retention;
  readonly shard: Shard | undefined;
};

/** Reads the tree of a plan: range by range in the lanes where its manifest is all there is, else in lock step with what vouches. */
function readTree(
  { ranged, proofs, examined }: Plan,
  { lanes, reading, report, tree, scope, retention, shard }: TreeReading,
): AsyncGenerator<JudgedBatch, void, undefined> {
  if (ranged !== undefined && shard === undefined && 'compare' in lanes) {
    const conclude = (batch: ReadBatch): JudgedBatch => {
      tree.meet(batch);
      return reading.conclude(batch);
    };
    return readRanges(ranged, { ...reading, lanes, report, conclude, proofs });
  }
  const files = tree.passing(scope.files(report));
  const aligned = alignTree(files, retention.entries(scope.entries(report)));
  const pairs = examined === undefined ? aligned : withHeldContent(aligned, examined);
  return readPairs(shard === undefined ? pairs : pairsOfShard(pairs, shard), reading);
}

/** Whether the parts of files are looked for: in a tree that is walked as a whole. */
function watchesParts({ hasParts, root, filesFrom, instead }: Plan): boolean {
  return hasParts === true && root.only === undefined && filesFrom === undefined && instead === undefined;
}

function watchedTree(
  { root, vouchers, gates = {}, filesFrom, exempt, sink }: Plan,
  now: number,
  isShard: boolean,
): WatchedTree {
  const isPart = (entry: FileEntry): boolean =>
    sink?.takes(entry) ?? !(exempt.has(entry.path) || isTemporaryName(nameOf(entry.path)));
  return { root: root.directory, vouchers, gates, now, isPart, isPartial: filesFrom !== undefined, isShard };
}

/** The directories that were left since the last call, as events and into the sink. */
function leftBehind(tree: TreeWatch, { sink }: Plan): DirectoryEvent[] {
  const sums = tree.left();
  sink?.directories(sums);
  return sums.map(directoryEvent);
}

/** The findings that waited for others, with what the vouchers know of the damage; a run that was stopped looks nothing up. */
async function settled(
  moves: MoveReconciliation,
  { vouchers }: Plan,
  scope: RunScope,
  ledger: Ledger,
): Promise<readonly Finding[]> {
  const findings = await moves.end(() => (ledger.isStopped() ? empty() : scope.entriesAgain()));
  return ledger.isStopped() ? findings : addVoucherDetails(vouchers, findings);
}
