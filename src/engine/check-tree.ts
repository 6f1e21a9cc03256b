/**
 * Holds one tree against its promises and examines what nothing promised: the body of `verify` and `scan`. Promises one
 * `begin`, findings in path order whatever the number of lanes, and one `end`; never throws for what is in the tree.
 */
import { empty } from '../flow/empty.ts';
import { ticking } from '../flow/ticking.ts';
import type { FileEntry } from '../model/entry.ts';
import { directoryEvent, type FindingEvent } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import type { Digest, Manifest, ManifestEntry } from '../model/manifest.ts';
import { type BytePath, join, toText } from '../model/path.ts';
import type { ReadTask } from '../read/jobs.ts';
import { type Lanes, openLanes } from '../read/lanes.ts';
import { laneCount } from '../read/storage.ts';
import type { Watch } from '../walk/path-list.ts';
import { excluding, type Selection } from '../walk/selection.ts';
import { walk } from '../walk/walk.ts';
import type { Scope } from './judge/judge.ts';
import { judgeBatch } from './judge/judge-batch.ts';
import { reconcileMoves } from './judge/moves.ts';
import { addUp, NO_TOTALS } from './judge/totals.ts';
import { addVoucherDetails } from './judge/voucher-details.ts';
import { openLedger } from './ledger.ts';
import { leavingOutUnlisted, neverReached, onlyListed } from './path-list-run.ts';
import type { TreePair } from './reading/batch.ts';
import { readTree } from './reading/read-tree.ts';
import type { Root } from './root.ts';
import type { RunContext, RunEvents, RunOptions } from './run.ts';
import { missedGates } from './tree/gates.ts';
import { guard } from './tree/mass-change.ts';
import { createNewestFile } from './tree/newest-file.ts';
import { createTreeFindings } from './tree/tree-findings.ts';
import { summarizeVoucher } from './voucher-summary.ts';

/** Batches that may wait behind a big file: small where files are only held, with a glance a file where they are examined. */
const WAITING = { held: 8192, examined: 512 };
/** From so many files on, threads pay for their start. */
const MANY_FILES = 500;

/** What a run holds a tree against. */
export type Plan = {
  readonly command: string;
  readonly root: Root;
  readonly leaveOut: Selection | undefined;
  readonly vouchers: readonly Manifest[];
  /** Findings about the vouchers that are known before the tree is read. */
  readonly findings: readonly Finding[];
  entries(report: (finding: Finding) => void): AsyncIterable<readonly ManifestEntry[]>;
  /** The digests of a promise that are compared. */
  wanted(promised: ManifestEntry): readonly Digest[];
  /** How what nothing promises is seen. */
  scopeOf(key: string): Scope;
  /** Files that vouch for others: they need no promise themselves. */
  readonly exempt: ReadonlySet<BytePath>;
  /** Digests of files that nothing promises, so that moves are seen. */
  readonly digests: readonly string[];
  /** There is nothing to hold the tree against, so that it is not read. */
  readonly isVain: boolean;
  /** What stands in the place of the tree, and its name: nothing is read from the disk. */
  readonly instead?: Instead;
  /** Says a finding in the words of the command. */
  readonly reword?: (finding: Finding) => Finding;
};

/** What a tree held, in its order and in chunks, with lanes that know its files. */
export type Instead = {
  readonly named: BytePath;
  entries(report: (finding: Finding) => void): AsyncIterable<readonly FileEntry[]>;
  readonly lanes: Lanes;
};

/** Runs a plan. */
export async function* checkTree(plan: Plan, options: RunOptions, surroundings: RunContext): RunEvents {
  const { root, instead, reword: retell } = plan;
  const { signal, progressEveryMs, gates = {}, filesFrom: slice } = options;
  const ledger = openLedger(options, surroundings);
  const named =
    instead?.named ?? (root.only === undefined ? root.directory : join(root.directory, root.only));
  const tell = (findings: readonly Finding[]): FindingEvent[] =>
    ledger.record(retell === undefined ? findings : findings.map(retell));
  yield ledger.begin(
    plan.command,
    toText(named),
    plan.vouchers.flatMap((voucher) => summarizeVoucher(voucher, root)),
  );
  yield* tell(plan.findings);
  let totals = NO_TOTALS;
  const hasPast = plan.vouchers.some(({ inventory }) => inventory === 'closed');
  const whole = createTreeFindings();
  const promises = (
    report: (finding: Finding) => void,
    watch?: Watch,
  ): AsyncIterable<readonly ManifestEntry[]> =>
    slice === undefined ? plan.entries(report) : onlyListed(plan.entries(report), slice, watch);
  if (!plan.isVain) yield* read();
  yield ledger.end(totals, { promised: totals.promised, held: totals.held, judged: whole.judged() });

  async function* read(): RunEvents {
    const late: Finding[] = [];
    const settle = reconcileMoves(instead === undefined ? root.directory : undefined);
    const isExpected = await excluding(options.expectEncrypted ?? []);
    const watch = slice?.watch();
    const count = options.jobs ?? laneCount(root.directory);
    const totalFiles = plan.vouchers.reduce((sum, voucher) => sum + voucher.files, 0);
    const totalBytes = plan.vouchers.reduce((sum, voucher) => sum + (voucher.bytes ?? 0), 0);
    const eager = (slice?.size ?? totalFiles) >= MANY_FILES;
    const stop = signal === undefined ? {} : { signal };
    const lanes = instead?.lanes ?? openLanes({ root: root.directory, count, eager, ...stop });
    const isTotal = slice === undefined;
    const expected = {
      ...(isTotal && totalFiles > 0 ? { totalFiles } : {}),
      ...(isTotal && totalBytes > 0 ? { totalBytes } : {}),
    };
    let entries = 0;
    const now = surroundings.now().getTime();
    const youngest =
      gates.maxAgeMs === undefined
        ? undefined
        : createNewestFile(root.directory, plan.vouchers, { now, enough: now - gates.maxAgeMs });
    const tree = walk({
      root: root.directory,
      leaveOut: leavingOutUnlisted(plan.leaveOut, slice),
      ...(root.only === undefined ? {} : { only: root.only }),
      oneFileSystem: options.oneFileSystem === true,
    });
    const walked = slice === undefined ? tree : onlyListed(tree, slice, watch);

    try {
      const outcomes = readTree({
        root: root.directory,
        entries: counted(instead?.entries((each) => late.push(each)) ?? walked, plan.exempt, (chunk) => {
          entries += chunk.length;
          youngest?.see(chunk);
        }),
        promises: promises((each) => late.push(each), watch),
        lanes,
        task: (pair) => expecting(isExpected, taskOf(pair, plan)),
        digests: plan.digests,
        answer: 'exceptions',
        depth: options.depth ?? 'normal',
        waiting: hasPast ? WAITING.held : WAITING.examined,
        signal,
        conclude: (batch) => judgeBatch(batch, (key) => (plan.exempt.has(key) ? 'none' : plan.scopeOf(key))),
      });
      for await (const outcome of progressEveryMs === undefined
        ? outcomes
        : ticking(outcomes, progressEveryMs)) {
        if (outcome === 'tick') {
          const more = { bytes: lanes.bytes(), ...expected, waiting: settle.waiting() };
          yield ledger.progress(totals, more);
          continue;
        }
        totals = addUp(totals, outcome);
        whole.see(outcome.spans);
        yield* whole.left().map(directoryEvent);
        yield* tell(late.splice(0));
        yield* tell(settle.add(outcome.judged));
      }
    } finally {
      await lanes.close();
    }

    const settled = await settle.end(() => (ledger.isStopped() ? empty() : promises(() => {})));
    yield* tell(ledger.isStopped() ? settled : await addVoucherDetails(plan.vouchers, settled));
    yield* tell(late);
    yield* tell(whole.end().filter(({ path }) => slice === undefined || slice.has(path)));
    yield* whole.left().map(directoryEvent);
    const lost = totals.lost - ledger.count('moved') - settle.packed();
    const changed = ledger.count('corrupt', 'changed', 'truncated', 'grown', 'updated') - settle.rotated();
    const { promised } = totals;
    if (watch !== undefined && !ledger.isStopped())
      for (const unseen of neverReached(root.directory, watch)) yield* tell(unseen);
    if (slice === undefined)
      yield* tell(guard({ entries, promised, lost, changed, isStopped: ledger.isStopped() }));
    if (ledger.isStopped()) return;
    const gauge = { ...totals, findings: ledger.total(), youngest: await youngest?.end(), now };
    yield* tell(missedGates(gates, gauge));
  }
}

function taskOf({ left, right }: TreePair, plan: Plan): ReadTask | undefined {
  if (left === undefined || left.kind !== 'file') return undefined;
  if (right === undefined) return plan.exempt.has(left.path) ? undefined : { path: left.path, wanted: [] };
  if (right.kind !== 'file') return undefined;
  const wanted = plan.wanted(right);
  return {
    path: left.path,
    wanted,
    size: right.size,
    examine: right.isProfiled !== true,
    proof: right.proof,
  };
}

/** A task with what the user said of its content. */
export function expecting(
  isExpected: Selection | undefined,
  task: ReadTask | undefined,
): ReadTask | undefined {
  return task !== undefined && isExpected?.(task.path) === true ? { ...task, expected: true } : task;
}

async function* counted(
  entries: AsyncIterable<readonly FileEntry[]>,
  exempt: ReadonlySet<BytePath>,
  see: (chunk: readonly FileEntry[]) => void,
): AsyncGenerator<readonly FileEntry[], void, undefined> {
  for await (const chunk of entries) {
    see(exempt.size === 0 ? chunk : chunk.filter((entry) => !exempt.has(entry.path)));
    yield chunk;
  }
}
