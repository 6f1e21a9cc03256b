import type { BeginEvent } from '../../model/event.ts';
import { isAtLeast } from '../../model/finding.ts';
import type { RunScope } from '../../model/run-scope.ts';
import { isOfPart, type PastRun } from './past-runs.ts';

/** The commands whose runs decide the status of a root. */
export const CHECKS: ReadonlySet<string> = new Set(['verify', 'scan', 'latest']);

/** A run begins so long after what it proves is opened, at most. */
const OPENING_MS = 2000;

/** How thoroughly content was examined, least first. */
const DEPTHS: readonly BeginEvent['depth'][] = ['quick', 'normal', 'deep'];

/**
 * Returns whether a run answers all that an earlier one answered, so that the earlier one no longer counts: it was whole,
 * what it reports as held held after the earlier one began or, where both read a part, what did not hold then was read again, it compared where that compared, asked for signatures and read past the page cache where that did, and left out, expected, skipped and forgave nothing that the earlier one did not.
 */
export function covers(later: PastRun, earlier: PastRun): boolean {
  const [a, b] = [later.begin, earlier.begin];
  return (
    isWhole(later) &&
    isReadSince(later, earlier) &&
    !isOfPart(a) &&
    (a.command !== 'scan' || b.command === 'scan') &&
    isAtLeast(b.failOn ?? 'warning', a.failOn ?? 'warning') &&
    DEPTHS.indexOf(a.depth ?? 'normal') >= DEPTHS.indexOf(b.depth ?? 'normal') &&
    isWithin(b.scope ?? {}, a.scope ?? {})
  );
}

/** Returns whether a run compares the tree with what vouches for it; the others look at content alone. */
export function compares({ begin }: PastRun): boolean {
  return begin.command !== 'scan';
}

/** Returns whether a run was neither stopped nor incomplete. */
export function isWhole({ ending }: PastRun): boolean {
  return ending?.type === 'end' && ending.interrupted !== true && ending.verdict !== 'incomplete';
}

/**
 * Whether everything was read after an earlier run began, by this run or those before it. Of runs that read a part each reads again what did not
 * hold in the ones before, as long as it is recorded what that was.
 */
function isReadSince({ begin, ending }: PastRun, earlier: PastRun): boolean {
  if (ending?.type !== 'end') return false;
  const { spread, resumed } = ending;
  const from = Date.parse(earlier.begin.startedAt);
  if (spread === undefined)
    return (
      begin.scope?.spread === undefined &&
      (resumed === undefined || Date.parse(resumed.since) + OPENING_MS >= from)
    );
  const isProven = spread.provenFiles === spread.files && spread.oldest !== undefined;
  if (isProven && Date.parse(spread.oldest) >= from) return true;
  return earlier.begin.scope?.spread !== undefined && Date.parse(spread.since) <= from;
}

/** Whether a scope is no wider than another. */
function isWithin(narrow: RunScope, wide: RunScope): boolean {
  return (
    isSubset(wide.exclude, narrow.exclude) &&
    isSubset(wide.expectEncrypted, narrow.expectEncrypted) &&
    isSubset(wide.expectZero, narrow.expectZero) &&
    (narrow.signature === undefined || wide.signature !== undefined) &&
    (narrow.uncached === undefined || wide.uncached === true) &&
    (wide.oneFileSystem !== true || narrow.oneFileSystem === true) &&
    (wide.voucher === undefined || wide.voucher === narrow.voucher)
  );
}

function isSubset(these: readonly string[] = [], those: readonly string[] = []): boolean {
  return these.every((each) => those.includes(each));
}
