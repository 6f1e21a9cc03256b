import { type Finding, type FindingCode, finding } from '../../model/finding.ts';

type Retold = { readonly code: FindingCode; readonly severity: 'note' | 'warning' };

/** What is damage where it was promised is ordinary where a new generation was made. */
const RETOLD: Partial<Record<FindingCode, Retold>> = {
  missing: { code: 'removed', severity: 'note' },
  unexpected: { code: 'added', severity: 'note' },
  unvouched: { code: 'unvouched', severity: 'note' },
  changed: { code: 'updated', severity: 'note' },
  truncated: { code: 'updated', severity: 'note' },
  grown: { code: 'updated', severity: 'note' },
  moved: { code: 'moved', severity: 'note' },
  relinked: { code: 'relinked', severity: 'note' },
  retyped: { code: 'retyped', severity: 'warning' },
  corrupt: { code: 'corrupt', severity: 'warning' },
  'mass-change': { code: 'mass-change', severity: 'warning' },
};

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
  const { code, severity } = isForeign
    ? { code: each.code, severity: 'note' as const }
    : (RETOLD[each.code] ?? each);
  const detail = WORDS.reduce((text, [from, to]) => text?.replaceAll(from, to), each.detail);
  const { wanted, found, path } = each;
  return finding(code, path, {
    severity,
    ...(wanted === undefined ? {} : { wanted }),
    ...(found === undefined ? {} : { found }),
    ...(detail === undefined ? {} : { detail }),
  });
}
