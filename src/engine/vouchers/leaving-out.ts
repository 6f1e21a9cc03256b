import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, directoryOf } from '../../model/path.ts';
import { isLeftOut, type Selection } from '../../walk/selection.ts';
import { excludedAtSeal } from '../sealed-exclusion.ts';
import { isWithin } from '../tree/subtrees.ts';

/**
 * Returns what a run leaves out: what the user says, and below each manifest what was left out when it was made, unless
 * another voucher names it or it lies in a store that proves its files: one voucher never silences another.
 */
export async function leavingOut(
  isExcluded: Selection | undefined,
  vouchers: readonly Manifest[],
): Promise<Selection | undefined> {
  const sealed: { readonly voucher: Manifest; readonly leavesOut: Selection }[] = [];
  for (const voucher of vouchers) {
    const leavesOut = await excludedAtSeal(voucher);
    if (leavesOut !== undefined) sealed.push({ voucher, leavesOut: below(voucher.base, leavesOut) });
  }
  if (sealed.length === 0) return isExcluded;
  const isSealedOut: Selection = (path, isDirectory) =>
    sealed.some(({ leavesOut }) => leavesOut(path, isDirectory));
  const named = await namedByOthers(sealed, vouchers);
  const stores = vouchers.flatMap((voucher) => voucher.stores ?? []);
  const isStored = (path: BytePath): boolean =>
    stores.some(({ top }) => isWithin(path, top) || isWithin(top, path));
  if (named.size === 0 && stores.length === 0)
    return (path, isDirectory) => isExcluded?.(path, isDirectory) === true || isSealedOut(path, isDirectory);
  // A directory that is entered for one file in it still leaves out all others.
  return (path, isDirectory) =>
    isExcluded?.(path, isDirectory) === true ||
    (isLeftOut(isSealedOut, path, isDirectory) && !named.has(path) && !isStored(path));
}

/** What a manifest leaves out and another voucher names, with the directories above. */
async function namedByOthers(
  sealed: readonly { readonly voucher: Manifest; readonly leavesOut: Selection }[],
  vouchers: readonly Manifest[],
): Promise<ReadonlySet<BytePath>> {
  const named = new Set<BytePath>();
  for (const voucher of vouchers) {
    const others = sealed.filter((each) => each.voucher !== voucher);
    if (others.length === 0) continue;
    for await (const chunk of voucher.entries(() => {}))
      for (const { path, kind } of chunk) {
        if (!others.some(({ leavesOut }) => isLeftOut(leavesOut, path, kind === 'directory'))) continue;
        for (let at = path; at !== ''; at = directoryOf(at)) named.add(at);
      }
  }
  return named;
}

function below(base: BytePath, leavesOut: Selection): Selection {
  if (base === '') return leavesOut;
  return (path, isDirectory) =>
    path.startsWith(`${base}/`) && leavesOut(path.slice(base.length + 1), isDirectory);
}
