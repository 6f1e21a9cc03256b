import { voucherNames } from '../../engine/vouchers/names.ts';
import { Fault } from '../../model/fault.ts';
import { didYouMean, didYouMeanHint } from './did-you-mean.ts';

/** Throws a Fault (2) for a name that `--voucher` does not know. */
export async function requireFormat(name: string): Promise<void> {
  const names = await voucherNames();
  if (names.includes(name)) return;
  throw new Fault(
    2,
    `unknown format ${JSON.stringify(name)}`,
    didYouMeanHint(didYouMean(name, names), 'formats in a tree: restorable verify --list-vouchers DIR'),
  );
}
