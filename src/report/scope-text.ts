import type { BeginEvent } from '../model/event.ts';
import { visible } from './text.ts';

const MOST_PATTERNS = 10;

/** What says what narrowed a run. */
type Narrowed = Pick<BeginEvent, 'scope' | 'vouchers' | 'depth'>;

/** Returns what narrowed a run beside a list of paths, as one line for people; none where nothing did. */
export function scopeLines(begin: Narrowed | undefined): string[] {
  const said = begin === undefined ? '' : visible(scopeOf(begin));
  return said === '' ? [] : [`scope: ${said}`];
}

function scopeOf({ scope = {}, vouchers, depth }: Narrowed): string {
  const { exclude = [], expectEncrypted = [], expectZero = [], oneFileSystem, voucher } = scope;
  const parts = [
    ...(exclude.length === 0 ? [] : [`without ${listed(exclude)}`]),
    ...vouchers.flatMap(({ path, exclude: sealed = [] }) =>
      sealed.length === 0 ? [] : [`without ${listed(sealed)}, left out when ${path} was made`],
    ),
    ...vouchers.flatMap(({ path, retention = [] }) =>
      retention.length === 0 ? [] : [`data may go from ${listed(retention)}, by ${path}`],
    ),
    ...(oneFileSystem === true ? ['other file systems were not entered'] : []),
    ...(voucher === undefined ? [] : [`nothing but ${voucher} was used`]),
    ...(expectEncrypted.length === 0 ? [] : [`expected to be encrypted: ${listed(expectEncrypted)}`]),
    ...(expectZero.length === 0 ? [] : [`expected to be one fill: ${listed(expectZero)}`]),
    ...(depth === 'quick' ? ['only samples of big files'] : []),
  ];
  return parts.join('; ');
}

function listed(patterns: readonly string[]): string {
  const more = patterns.length - MOST_PATTERNS;
  return `${patterns.slice(0, MOST_PATTERNS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
