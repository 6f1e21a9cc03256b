/**
 * Checks one tree against its manifest entries and examines what has none: the body of `verify`, `scan` and
 * `compare`. It yields one `begin`, findings in path order, and one `end`; it never throws for what is in the tree.
 */
import type { Generation, RunEvent } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import { type BytePath, join, toText } from '../model/path.ts';
import type { Wording } from '../report/finding-text/words.ts';
import { excluding } from '../walk/selection.ts';
import {
  checkLater,
  createFirstRun,
  type LaterCheck,
  type LaterSums,
  type LaterVouchers,
} from './check-later.ts';
import { NO_TOTALS } from './judge/totals.ts';
import { easeLateFiles } from './late-files.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { meeting } from './meeting.ts';
import { pipeline } from './pipeline.ts';
import type { Plan } from './plan.ts';
import type { RunContext, RunEvents, RunOptions } from './run.ts';
import { shardOf } from './shard-run.ts';
import { openStoresOfFindings } from './store-of-finding.ts';
import { countUncompared } from './uncompared.ts';
import { summarizeVoucher } from './voucher-summary.ts';

/** A plan, and how its run is reported. */
export type Check = Plan & {
  readonly command: string;
  /** Findings about the vouchers that are known before the tree is read. */
  readonly findings: readonly Finding[];
  /** What could not be looked at when vouchers were sought: reported at the end where the run did not meet it itself. */
  readonly hidden?: readonly Finding[];
  /** When what vouches was sought, in milliseconds since 1970; a file that was made later cannot be named by it. */
  readonly soughtAt?: number;
  /** There is nothing to check the tree against, so that it is not read. */
  readonly isVain: boolean;
  /** Whether strong digests are compared where others would do. */
  readonly isStrong?: boolean;
  /** Opens what vouches among files that the run found to be later than the vouchers; without it, nobody looks. */
  readonly openLater?: (files: readonly BytePath[]) => Promise<LaterVouchers>;
  /** What the user leaves out, where that is less than what the vouchers leave out. */
  readonly isExcluded?: Plan['leaveOut'];
  /** Returns a finding as what it is to the command. */
  readonly reword?: (finding: Finding) => Finding;
  /** The words of the command, where they are not the usual ones. */
  readonly words?: Wording;
  /** The generations that are read where two are compared. */
  readonly generationsRead?: readonly Generation[];
};

/** Runs a check. */
export async function* checkTree(check: Check, options: RunOptions, context: RunContext): RunEvents {
  const { command, root, vouchers, instead, reword, words, generationsRead } = check;
  const { filesFrom, gates, expectEncrypted = [], expectZero = [] } = options;
  // What is not a pattern is refused before the run begins, also where nothing vouches and nothing is read.
  await excluding(expectEncrypted);
  await excluding(expectZero);
  const hidden = new Map((check.hidden ?? []).map((each) => [each.path, each]));
  const style = {
    root: root.directory,
    storeOf: await openStoresOfFindings(root.directory),
    ...(words === undefined ? {} : { words }),
    ...(reword === undefined ? {} : { reword }),
    ...(generationsRead === undefined ? {} : { passed: 'ordinary' as const }),
  };
  const first = createFirstRun();
  const met = meeting(openLedger(options, context, style), hidden);
  const { ledger: opened, flush } = countUncompared(
    easeLateFiles(met, root.directory, check.soughtAt ?? Infinity),
    root.directory,
  );
  const ledger = check.openLater === undefined ? opened : watching(opened, first);
  const named =
    instead?.named ?? (root.only === undefined ? root.directory : join(root.directory, root.only));
  const summaries = vouchers.flatMap((voucher) => summarizeVoucher(voucher, root));
  const asked = { command, root: toText(named), vouchers, summaries, more: [check.isStrong === true] };
  const begin = ledger.begin(command, toText(named), summaries, shardOf(asked, options, context));
  yield { ...begin, ...check.proofs?.begun };
  yield* ledger.record(check.findings);
  const { totals, ...sums } = check.isVain
    ? { totals: NO_TOTALS, judged: {} }
    : yield* pipeline({ ...check, filesFrom, gates }, ledger, options, context.now().getTime());
  const { undone, contradicted } = yield* later({ check, first, totals }, opened, options, context);
  if (!ledger.isStopped())
    yield* ledger.record([...hidden.values()].filter(({ path }) => filesFrom?.leadsTo(path) !== false));
  yield* flush();
  const promised = totals.promised - totals.uncompared;
  const held = totals.held - contradicted;
  const generations = generationsRead === undefined ? {} : { generationsRead };
  const { event: proven = {}, isBroken = false } = check.proofs?.end(ledger.isStopped()) ?? {};
  yield ledger.end(
    // What was promised to be read and is not counts as a file that is not read.
    { ...totals, undone: totals.undone + undone + (isBroken ? 1 : 0) },
    {
      promised,
      held,
      ...(totals.unseen === 0 ? {} : { unseen: totals.unseen }),
      ...sums,
      ...generations,
      ...proven,
    },
  );
}

/** Checks against what vouches among the files that the run found to be later, if any does. */
async function* later(
  { check, ...run }: { readonly check: Check } & Pick<LaterCheck, 'first' | 'totals'>,
  ledger: Ledger,
  options: RunOptions,
  context: RunContext,
): AsyncGenerator<RunEvent, LaterSums, undefined> {
  const { openLater, isExcluded } = check;
  const files = [...run.first.later].filter((path) => !check.exempt.has(path));
  if (openLater === undefined || files.length === 0 || ledger.isStopped())
    return { contradicted: 0, undone: 0 };
  const opened = await openLater(files);
  const plan = { ...check, filesFrom: options.filesFrom };
  return yield* checkLater({ ...run, ...opened, plan, isExcluded }, ledger, options, context.now().getTime());
}

/** A ledger that shows all findings to a first run. */
function watching(ledger: Ledger, first: ReturnType<typeof createFirstRun>): Ledger {
  return {
    ...ledger,
    record(findings) {
      for (const each of findings) first.see(each);
      return ledger.record(findings);
    },
  };
}
