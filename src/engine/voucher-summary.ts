import { isWeak } from '../hash/algorithms.ts';
import type { VoucherSummary } from '../model/event.ts';
import type { Manifest, ManifestSignature } from '../model/manifest.ts';
import { belowRoot, toText } from '../model/path.ts';
import type { Root } from './root.ts';

/** Returns a voucher as events name it, by its path below the root where it lies there; one summary for each of its parts. */
export function summarizeVoucher(voucher: Manifest, root: Root): readonly VoucherSummary[] {
  const { format, file, files, inventory, parts, exclude, signature } = voucher;
  const notes = [
    ...voucher.notes,
    ...(format === 'native' ? [noteOf(signature)] : []),
    ...strengthOf(voucher),
  ];
  const how = inventory === 'closed' ? 'complete' : 'named';
  const path = toText(belowRoot(root.directory, file) ?? file);
  const left = exclude.length === 0 ? {} : { exclude };
  const signed = signature === undefined ? {} : { signature };
  return parts ?? [{ format, path, entries: files, answers: ['corrupt', how], notes, ...signed, ...left }];
}

/** What a reader should know of the signature of a manifest of ours. */
function noteOf(signature: ManifestSignature | undefined): string {
  if (signature === undefined) return 'not signed';
  return signature.is === 'valid'
    ? `signed by ${signature.by} (${signature.key})`
    : `signature present, not checked (${signature.kind})`;
}

/** What the digests of a list of another tool are good for, where all of them are weak; normal for SFV, so no finding. */
function strengthOf({ format, algorithms }: Manifest): string[] {
  if (format === 'native' || algorithms.length === 0 || !algorithms.every(isWeak)) return [];
  return [`its checksums (${algorithms.join(', ')}) show damage, but no deliberate change`];
}
