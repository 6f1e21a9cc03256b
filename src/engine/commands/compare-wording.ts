import { FINDING_CODES, type Finding, finding } from '../../model/finding.ts';

/** The words of `turned` for a format that is not recognised. */
const UNKNOWN_NOW = 'of no known format now';

const WORDS: readonly (readonly [string, string])[] = [
  ['when it was sealed', 'in the old generation'],
  ['than promised', 'than in the old generation'],
  ['as promised', 'as in the old generation'],
];

/**
 * A finding of `verify` in the words of `compare`. Where both sides were sealed by different versions, a format that one
 * of them did not know is not lost.
 */
export function inCompareWords(each: Finding, isOneVersion: boolean): Finding {
  const isForeign =
    !isOneVersion && each.code === 'wrong-type' && each.detail?.endsWith(UNKNOWN_NOW) === true;
  const { compare } = FINDING_CODES[each.code];
  const { code, severity } = isForeign
    ? { code: each.code, severity: 'note' as const }
    : compare === 'as in verify'
      ? each
      : compare;
  const detail = WORDS.reduce((text, [from, to]) => text?.replaceAll(from, to), each.detail);
  const { wanted, found, path } = each;
  return finding(code, path, {
    severity,
    ...(wanted === undefined ? {} : { wanted }),
    ...(found === undefined ? {} : { found }),
    ...(detail === undefined ? {} : { detail }),
  });
}
