import { type FindingCode, isFindingCode } from '../../model/finding.ts';
import { BadValue } from './bad-value.ts';
import { repeatable } from './collect.ts';

/** Parses the value of a repeatable flag that takes the code of a finding. */
export const collectCodes = repeatable((value: string, before: readonly FindingCode[] = []) => {
  if (!isFindingCode(value)) throw new BadValue('a finding code; all codes: restorable explain');
  return [...before, value];
});
