import { isWeak } from '../hash/algorithms.ts';
import type { VoucherSummary } from '../model/event.ts';
import type { Manifest, RetainedStore } from '../model/manifest.ts';
import { belowRoot, toText } from '../model/path.ts';
import type { Root } from './root.ts';

/** Returns a voucher as events name it, by its path below the root where it lies there; one summary for each of its parts. */
export function summarizeVoucher(voucher: Manifest, root: Root): readonly VoucherSummary[] {
  const { format, file, files, inventory, parts, exclude, retention = [] } = voucher;
  const notes = [...voucher.notes, ...strengthOf(voucher)];
  const how = inventory === 'closed' ? 'complete' : 'named';
  const path = toText(belowRoot(root.directory, file) ?? file);
  const left = exclude.length === 0 ? {} : { exclude };
  const may = retention.length === 0 ? {} : { retention: retention.map(nameRetained) };
  return parts ?? [{ format, path, entries: files, answers: ['corrupt', how], notes, ...left, ...may }];
}

/** Returns a store from which data may go, as people read it. */
export function nameRetained({ format, top }: RetainedStore): string {
  return `${top === '' ? './' : `${toText(top)}/`} (${format})`;
}

/** What the digests of a list of another tool are good for, where all of them are weak; normal for SFV, so no finding. */
function strengthOf({ format, algorithms }: Manifest): string[] {
  if (format === 'native' || algorithms.length === 0 || !algorithms.every(isWeak)) return [];
  return [`its checksums (${algorithms.join(', ')}) show damage, but no deliberate change`];
}
