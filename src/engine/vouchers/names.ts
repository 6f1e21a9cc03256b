import { STORES } from '../../voucher/layouts.ts';
import { FORMATS } from '../../voucher/lists.ts';

/** The names that `--voucher` takes: our own manifest, checksum lists, the formats, and the stores that prove themselves. */
export function voucherNames(): string[] {
  const stores = STORES.filter(({ vouches }) => vouches === true);
  const names = [...FORMATS, ...stores].map(({ name }) => name);
  return ['native', 'checksum-list', ...new Set(names)];
}
