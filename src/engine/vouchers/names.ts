import { loadVouchers } from '../../voucher/vouchers.ts';

/** Returns the names that `--voucher` takes: our own manifest, checksum lists, lists of other tools, stores that prove themselves. */
export async function voucherNames(): Promise<string[]> {
  const vouching = (await loadVouchers()).filter(
    ({ list, layouts = [] }) => list !== undefined || layouts.some(({ vouches }) => vouches === true),
  );
  return ['native', 'checksum-list', ...vouching.map(({ name }) => name)];
}
