import { isThere, statPath } from '../disk/stat.ts';
import type { Finding } from '../model/finding.ts';
import { type BytePath, join } from '../model/path.ts';
import type { Ledger } from './ledger.ts';

/** A file is stamped with the time of the last tick of the system: so many milliseconds ago at most, with some to spare. */
const TICK = 12;

/**
 * A ledger that takes files that were made since the run began, and that nothing vouches for, for what is being written: a list
 * that names them would have been sought before they were there. The next run finds it, or reports them. `since` is in
 * milliseconds since 1970.
 */
export function easeLateFiles(ledger: Ledger, root: BytePath, since: number): Ledger {
  return {
    ...ledger,
    record: (findings) =>
      ledger.record(findings.map((each) => (isLate(each, root, since) ? late(each) : each))),
  };
}

function isLate({ code, severity, path, evidence }: Finding, root: BytePath, since: number): boolean {
  if (code !== 'unvouched' || severity !== 'warning' || evidence !== undefined) return false;
  const stat = statPath(join(root, path));
  // The clock of the program tells whole milliseconds, so that what was made in that one may have been there before.
  return isThere(stat) && stat.madeMs >= since + 1;
}

function late(each: Finding): Finding {
  return { ...each, severity: 'note', evidence: [{ is: 'late' }] };
}

/** Waits until whatever is made from now on is stamped later than `since`; `now` is in milliseconds since 1970 too. */
export async function tickAfter(since: number, now: number): Promise<void> {
  const left = Math.min(since + TICK - now, TICK);
  if (left > 0)
    await new Promise((resolve) => {
      setTimeout(resolve, left);
    });
}
