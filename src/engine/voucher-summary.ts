import { isWeak } from '../hash/algorithms.ts';
import type { VoucherSummary } from '../model/event.ts';
import type { Manifest } from '../model/manifest.ts';
import { belowRoot, toText } from '../model/path.ts';
import type { Root } from './root.ts';

/** Returns a voucher as events name it, by its path below the root where it lies there; one summary for each of its parts. */
export function summarizeVoucher(voucher: Manifest, root: Root): readonly VoucherSummary[] {
  const { format, file, files, inventory, parts, exclude } = voucher;
  const notes = [...voucher.notes, ...strengthOf(voucher)];
  const how = inventory === 'closed' ? 'complete' : 'named';
  const path = toText(belowRoot(root.directory, file) ?? file);
  const left = exclude.length === 0 ? {} : { exclude };
  return parts ?? [{ format, path, entries: files, answers: ['corrupt', how], notes, ...left }];
}

/** What the digests of a list of another tool are good for, where all of them are weak; normal for SFV, so no finding. */
function strengthOf({ format, algorithms }: Manifest): string[] {
  if (format === 'native' || algorithms.length === 0 || !algorithms.every(isWeak)) return [];
  return [`its checksums (${algorithms.join(', ')}) show damage, but no deliberate change`];
}
