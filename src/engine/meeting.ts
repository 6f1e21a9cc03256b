import type { Finding } from '../model/finding.ts';
import type { BytePath } from '../model/path.ts';
import { isUnseen } from './judge/hidden-place.ts';
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
