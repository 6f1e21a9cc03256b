import { isThere, statPath } from '../disk/stat.ts';
import type { Finding } from '../model/finding.ts';
import { type BytePath, join } from '../model/path.ts';
import type { Ledger } from './ledger.ts';

/** A file is stamped with the time of the last tick of the system, which is up to this many milliseconds ago (100 a second at least). */
const TICK = 10;

/**
 * A ledger that takes files that were made since the run began, and that nothing vouches for, for what is being written: a list
 * that names them would have been sought before they were there. The next run finds it, or reports them. `since` is in
 * milliseconds since 1970.
 */
export function easeLateFiles<Kept extends Pick<Ledger, 'record'>>(
  ledger: Kept,
  root: BytePath,
  since: number,
): Kept {
  return {
    ...ledger,
    record: (findings) =>
      ledger.record(findings.map((each) => (isLate(each, root, since) ? late(each) : each))),
  };
}

function isLate({ code, severity, path, evidence }: Finding, root: BytePath, since: number): boolean {
  if (code !== 'unvouched' || severity !== 'warning' || evidence !== undefined) return false;
  const stat = statPath(join(root, path));
  return isThere(stat) && stat.madeMs + TICK >= since;
}

function late(each: Finding): Finding {
  return { ...each, severity: 'note', evidence: [{ is: 'late' }] };
}
