import { isWeak } from '../hash/algorithms.ts';
import type { VoucherSummary } from '../model/event.ts';
import type { Manifest, ManifestSignature, RetainedStore } from '../model/manifest.ts';
import { belowRoot, toText } from '../model/path.ts';
import type { Root } from './root.ts';

/** Returns a voucher as events name it, by its path below the root where it lies there; one summary for each of its parts. */
export function summarizeVoucher(voucher: Manifest, root: Root): readonly VoucherSummary[] {
  const { format, file, files, inventory, parts, exclude, signature, retention = [] } = voucher;
  const notes = [
    ...voucher.notes,
    ...(format === 'native' ? [noteOf(signature)] : []),
    ...strengthOf(voucher),
  ];
  const how = inventory === 'closed' ? 'complete' : 'named';
  const path = toText(belowRoot(root.directory, file) ?? file);
  const more = {
    ...(signature === undefined ? {} : { signature }),
    ...(exclude.length === 0 ? {} : { exclude }),
    ...(retention.length === 0 ? {} : { retention: retention.map(nameRetained) }),
  };
  return parts ?? [{ format, path, entries: files, answers: ['corrupt', how], notes, ...more }];
}

/** What a reader should know of the signature of a manifest of ours. */
function noteOf(signature: ManifestSignature | undefined): string {
  if (signature === undefined) return 'not signed';
  return signature.is === 'valid'
    ? `signed by ${signature.by} (${signature.key})`
    : `signature present, not checked (${signature.kind})`;
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
