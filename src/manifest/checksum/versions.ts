import type { BytePath } from '../../model/path.ts';

/** Which of several lists of the same name one is: `SHA256SUMS`, `SHA256SUMS-2025-12-31`, `SHA256SUMS.old`. */
export type ListVersion = {
  /** The name without date and mark. */
  readonly name: BytePath;
  /** Later lists compare higher: the digits of the date, '' for a list that was put aside. */
  readonly rank: string;
};

const ASIDE = /(?:\.(?:old|bak|orig|prev|save)|\.~\d+~|~)$/i;
const DATE =
  /(?<![0-9a-z])((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?:[-_T.]?([0-2]\d)[-_:.]?([0-5]\d)(?:[-_:.]?([0-5]\d))?Z?)?(?![0-9a-z])/i;
/** Sorts after every date. */
const CURRENT = '~';

/** Returns the version of a list by its name: put aside, of a date, or the current one. */
export function versionOf(name: BytePath): ListVersion {
  const plain = name.replace(ASIDE, '');
  if (plain !== name && plain !== '') return { name: plain, rank: '' };
  const [date = '', ...digits] = DATE.exec(name) ?? [];
  if (date === '') return { name, rank: CURRENT };
  const at = name.indexOf(date);
  const before = name.slice(0, at).replace(/[-_.]$/, '');
  const after = name.slice(at + date.length);
  const rest = before === '' ? after.replace(/^[-_.]/, '') : before + after;
  return { name: rest, rank: digits.join('') };
}
