import { FINDING_CODES, type Finding, type FindingCode } from '../model/finding.ts';
import type { BytePath } from '../model/path.ts';
import type { Ledger } from './ledger.ts';

/** A ledger that takes what is reported out of the hidden paths, so that the rest can be reported at the end. */
export function meeting(ledger: Ledger, hidden: Map<BytePath, Finding>): Ledger {
  return {
    ...ledger,
    record(findings) {
      for (const { path, code } of findings) if (isUnseen(code)) hidden.delete(path);
      return ledger.record(findings);
    },
  };
}

/** Whether a code is how a run reports a path that it could not look at. */
const isUnseen = (code: FindingCode): boolean =>
  FINDING_CODES[code].bytes === 'unread' || code === 'unsettled';
