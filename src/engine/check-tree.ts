/**
 * Checks one tree against its manifest entries and examines what has none: the body of `verify`, `scan` and
 * `compare`. It yields one `begin`, findings in path order, and one `end`; it never throws for what is in the tree.
 */
import { FINDING_CODES, type Finding, type FindingCode } from '../model/finding.ts';
import { type BytePath, join, toText } from '../model/path.ts';
import type { Wording } from '../report/finding-text/words.ts';
import { excluding } from '../walk/selection.ts';
import { NO_TOTALS } from './judge/totals.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { pipeline } from './pipeline.ts';
import type { Plan } from './plan.ts';
import type { RunContext, RunEvents, RunOptions } from './run.ts';
import { summarizeVoucher } from './voucher-summary.ts';

/** A plan, and how its run is reported. */
export type Check = Plan & {
  readonly command: string;
  /** Findings about the vouchers that are known before the tree is read. */
  readonly findings: readonly Finding[];
  /** What could not be looked at when vouchers were sought: reported at the end where the run did not meet it itself. */
  readonly hidden?: readonly Finding[];
  /** There is nothing to check the tree against, so that it is not read. */
  readonly isVain: boolean;
  /** Returns a finding as what it is to the command. */
  readonly reword?: (finding: Finding) => Finding;
  /** The words of the command, where they are not the usual ones. */
  readonly words?: Wording;
};

/** Runs a check. */
export async function* checkTree(check: Check, options: RunOptions, context: RunContext): RunEvents {
  const { command, root, vouchers, instead, reword, words } = check;
  const { filesFrom, gates, expectEncrypted = [] } = options;
  // What is not a pattern is refused before the run begins, also where nothing vouches and nothing is read.
  await excluding(expectEncrypted);
  const hidden = new Map((check.hidden ?? []).map((each) => [each.path, each]));
  const style = {
    root: root.directory,
    ...(words === undefined ? {} : { words }),
    ...(reword === undefined ? {} : { reword }),
  };
  const ledger = meeting(openLedger(options, context, style), hidden);
  const named =
    instead?.named ?? (root.only === undefined ? root.directory : join(root.directory, root.only));
  yield ledger.begin(
    command,
    toText(named),
    vouchers.flatMap((voucher) => summarizeVoucher(voucher, root)),
  );
  yield* ledger.record(check.findings);
  const { totals, judged } = check.isVain
    ? { totals: NO_TOTALS, judged: {} }
    : yield* pipeline({ ...check, filesFrom, gates }, ledger, options, context.now().getTime());
  if (!ledger.isStopped())
    yield* ledger.record([...hidden.values()].filter(({ path }) => filesFrom?.leadsTo(path) !== false));
  yield ledger.end(totals, { promised: totals.promised - totals.uncompared, held: totals.held, judged });
}

/** Whether a code is how a run reports a path that it could not look at. */
const isUnseen = (code: FindingCode): boolean =>
  FINDING_CODES[code].bytes === 'unread' || code === 'unsettled';

/** A ledger that takes what is reported out of the hidden paths. */
function meeting(ledger: Ledger, hidden: Map<BytePath, Finding>): Ledger {
  return {
    ...ledger,
    record(findings) {
      for (const { path, code } of findings) if (isUnseen(code)) hidden.delete(path);
      return ledger.record(findings);
    },
  };
}
