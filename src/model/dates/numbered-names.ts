import type { BytePath } from '../path.ts';

/** The last number in a name, behind which are extensions alone. */
const NUMBER = /^(.*[^._-])[._-](\d{1,5})((?:\.(?:7z|[a-z][a-z\d]*))*)$/i;

/** A number in a name, and what it says of the order: which of the files is the newest. */
export type NumberInName = {
  readonly number: number;
  /** The name without it. */
  readonly rest: BytePath;
  /** It stands behind an extension, where logrotate puts it: the lowest is the newest. Zeros before it count up. */
  readonly newest: 'lowest' | 'highest' | 'unknown';
};

/** Returns the number that a name carries, as `dump.1.sql.gz`, `dump.sql.gz.1` or `backup-001.tar`; undefined where it has none. */
export function numberIn(name: BytePath): NumberInName | undefined {
  const [, before = '', digits = '', after = ''] = NUMBER.exec(name) ?? [];
  if (digits === '') return undefined;
  const isBehind = /\.[a-z][a-z\d]*$/i.test(before);
  const isPadded = digits.length > 1 && digits.startsWith('0');
  return {
    number: Number(digits),
    rest: before + after,
    newest: isBehind ? 'lowest' : isPadded ? 'highest' : 'unknown',
  };
}
