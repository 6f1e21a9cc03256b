import { STORES } from '../detect/stores/stores.ts';
import { FORMATS } from '../manifest/formats.ts';

/** The names that `--voucher` takes: our own manifest, checksum lists, the formats, and the stores that prove themselves. */
export function voucherNames(): string[] {
  const stores = STORES.filter(({ vouches }) => vouches === true);
  const names = [...FORMATS, ...stores].map(({ name }) => name);
  return ['native', 'checksum-list', ...new Set(names)];
}
