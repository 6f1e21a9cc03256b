import type { EntrySource } from '../../model/evidence.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import type { PathCase } from './path-case.ts';

/** Returns the voucher that a path does not match: of several, the first one. */
export function failed(expected: ManifestEntry, known: PathCase): EntrySource | undefined {
  const { each = [expected] } = expected;
  const entry = each.find((one) => !fits(one, known)) ?? each[0];
  if (entry?.by === undefined) return undefined;
  const { by, line } = entry;
  return line === undefined ? by : { ...by, line };
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
