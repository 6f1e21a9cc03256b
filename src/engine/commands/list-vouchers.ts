import type { VoucherSummary } from '../../model/event.ts';
import { excluding } from '../../walk/selection.ts';
import { openRoot } from '../root.ts';
import { summarizeVoucher } from '../voucher-summary.ts';
import { discover } from '../vouchers/find-vouchers.ts';
import type { VerifyOptions } from './verify.ts';

/** What vouches for a directory or a file, without reading what it vouches for. */
export async function listVouchers(named: string, options: VerifyOptions): Promise<VoucherSummary[]> {
  const root = openRoot(named);
  const leaveOut = await excluding(options.exclude ?? [], root.directory);
  const { vouchers } = await discover(root, { ...options, leaveOut });
  return vouchers.flatMap((voucher) => summarizeVoucher(voucher, root));
}
