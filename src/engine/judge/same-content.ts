import { formatDigest } from '../../model/digest.ts';
import type { Evidence } from '../../model/evidence.ts';
import { type Digest, hasDigest, type ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, belowRoot } from '../../model/path.ts';
import type { PendingFinding } from './judge-batch.ts';
import { bytesOf, groupByDigest } from './pending-finding.ts';

/** Streams every entry again, to look for digests that other paths have. */
export type AllEntries = () => AsyncIterable<readonly ManifestEntry[]>;

/**
 * Adds to files that do not match which other entry has their content: at another path, or at this very path by another
 * voucher. `places` is the number of different other paths.
 */
export async function explainSameContent(
  root: BytePath | undefined,
  judged: readonly PendingFinding[],
  entries: AllEntries,
): Promise<{ readonly judged: readonly PendingFinding[]; readonly places: number }> {
  const wanted = groupByDigest(
    judged.filter((each) => bytesOf(each) === 'differ' && (each.facts?.size ?? 0) > 0),
  );
  if (wanted.size === 0) return { judged, places: 0 };
  const sources = new Map<PendingFinding, BytePath>();
  const agreeing = new Map<PendingFinding, BytePath>();
  for await (const chunk of entries()) {
    for (const entry of chunk) {
      for (const digest of entry.digests) {
        for (const holder of wanted.get(formatDigest(digest) ?? '') ?? []) {
          const isOwn = entry.path === holder.finding.path;
          const voucher = isOwn ? voucherOf(root, entry, digest) : undefined;
          if (voucher !== undefined) agreeing.set(holder, voucher);
          if (!isOwn && !sources.has(holder)) sources.set(holder, entry.path);
        }
      }
    }
  }
  const explained = judged.map((each) => {
    const voucher = agreeing.get(each);
    const source = sources.get(each);
    if (voucher !== undefined) return withEvidence(each, { is: 'agrees', voucher, ...otherOf(root, each) });
    return source === undefined ? each : withEvidence(each, { is: 'holds', of: source });
  });
  const places = new Set([...sources].flatMap(([holder, path]) => (agreeing.has(holder) ? [] : [path])));
  return { judged: explained, places: places.size };
}

/** The voucher that has a digest of a path, by its path below the root where it lies there. */
function voucherOf(root: BytePath | undefined, entry: ManifestEntry, digest: Digest): BytePath | undefined {
  const { each = [entry] } = entry;
  const path = each.find(({ digests }) => hasDigest(digests, digest))?.by?.path;
  return path === undefined ? undefined : (belowRoot(root, path) ?? path);
}

/** The voucher that a file contradicts. */
function otherOf(
  root: BytePath | undefined,
  { finding: { by } }: PendingFinding,
): { readonly other?: BytePath } {
  return by === undefined ? {} : { other: belowRoot(root, by.path) ?? by.path };
}

function withEvidence(each: PendingFinding, evidence: Evidence): PendingFinding {
  return { ...each, finding: { ...each.finding, evidence: [...(each.finding.evidence ?? []), evidence] } };
}
