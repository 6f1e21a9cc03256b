import type { EntrySource, VoucherRef } from '../../model/evidence.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import type { PathCase } from './path-case.ts';

/** Returns the vouchers that a path does not match, each once, in the order in which they are trusted; else the first one. */
export function failedSources(expected: ManifestEntry, known: PathCase): readonly EntrySource[] {
  const { each = [expected] } = expected;
  const failed = each.filter((one) => !fits(one, known));
  const found = new Map<VoucherRef, EntrySource>();
  for (const { by, line } of failed.length === 0 ? each.slice(0, 1) : failed)
    if (by !== undefined && !found.has(by))
      found.set(by, line === undefined ? by : { format: by.format, path: by.path, line });
  return [...found.values()];
}

function fits(expected: ManifestEntry, { entry, facts }: PathCase): boolean {
  if (entry === undefined || entry.kind !== expected.kind || entry.target !== expected.target) return false;
  if (facts === undefined) return expected.unreadable === undefined;
  if (expected.size !== undefined && expected.size !== facts.size) return false;
  if (expected.proof === true && facts.proven !== true) return false;
  return expected.digests.every((digest) => !differs(facts.digests, digest));
}

function differs(found: readonly Digest[], { algorithm, hex }: Digest): boolean {
  return found.some((digest) => digest.algorithm === algorithm && digest.hex !== hex);
}
