import type { VoucherSummary } from '../../model/event.ts';
import { excluding } from '../../walk/selection.ts';
import type { HiddenPlace } from '../judge/hidden-place.ts';
import { openRoot } from '../root.ts';
import { summarizeVoucher } from '../voucher-summary.ts';
import { discover } from '../vouchers/find-vouchers.ts';
import type { VerifyOptions } from './verify.ts';

/** What vouches for a root, and where something may vouch that could not be searched or read. */
export type VoucherList = {
  readonly vouchers: readonly VoucherSummary[];
  readonly hidden: readonly HiddenPlace[];
};

/** Returns what vouches for a directory or a file, without reading what it vouches for. */
export async function listVouchers(named: string, options: VerifyOptions): Promise<VoucherList> {
  const root = openRoot(named);
  const leaveOut = await excluding(options.exclude ?? [], root.directory);
  const { vouchers, hidden } = await discover(root, { ...options, leaveOut });
  return { vouchers: vouchers.flatMap((voucher) => summarizeVoucher(voucher, root)), hidden };
}
