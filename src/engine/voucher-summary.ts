import type { VoucherSummary } from '../model/event.ts';
import type { Manifest } from '../model/manifest.ts';
import { toText } from '../model/path.ts';
import type { Root } from './root.ts';

/** Returns a voucher as events name it, by its path below the root where it lies there; one summary for each of its parts. */
export function summarizeVoucher(
  { format, file, files, inventory, notes, parts }: Manifest,
  { directory }: Root,
): readonly VoucherSummary[] {
  const prefix = `${directory}/`;
  const path = toText(file.startsWith(prefix) ? file.slice(prefix.length) : file);
  const how = inventory === 'closed' ? 'complete' : 'named';
  return parts ?? [{ format, path, entries: files, answers: ['corrupt', how], notes }];
}
