import { evidenceOf } from '../../model/evidence.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';

/**
 * Returns a finding of `verify` as what it is between two generations. Where both sides were sealed by different versions, a
 * format that one of them did not know is not lost.
 */
export function asGeneration(each: Finding, isOneVersion: boolean): Finding {
  if (!isOneVersion && each.code === 'wrong-type' && isUnknownNow(each)) return { ...each, severity: 'note' };
  const { compare } = FINDING_CODES[each.code];
  return compare === 'as in verify' ? each : { ...each, ...compare };
}

function isUnknownNow({ evidence }: Finding): boolean {
  const turned = evidenceOf(evidence, 'turned');
  return turned !== undefined && turned.after === undefined && turned.mostly === undefined;
}
