import type { PromisedBy } from '../../model/evidence.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import type { PathCase } from './path-case.ts';

/** Returns the voucher whose promise of a path failed: of several, the first one that the path does not fit. */
export function failed(promised: ManifestEntry, known: PathCase): PromisedBy | undefined {
  const { each = [promised] } = promised;
  const entry = each.find((one) => !fits(one, known)) ?? each[0];
  if (entry?.by === undefined) return undefined;
  const { by, line } = entry;
  return line === undefined ? by : { ...by, line };
}

function fits(promised: ManifestEntry, { entry, facts }: PathCase): boolean {
  if (entry === undefined || entry.kind !== promised.kind || entry.target !== promised.target) return false;
  if (facts === undefined) return promised.unreadable === undefined;
  if (promised.size !== undefined && promised.size !== facts.size) return false;
  if (promised.proof === true && facts.proven !== true) return false;
  return promised.digests.every((digest) => !differs(facts.digests, digest));
}

function differs(found: readonly Digest[], { algorithm, hex }: Digest): boolean {
  return found.some((digest) => digest.algorithm === algorithm && digest.hex !== hex);
}
