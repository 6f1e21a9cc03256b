import type { Evidence } from '../../model/evidence.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';

/** Findings with what the vouchers know of the damage beyond the digest: which parts of a file it is in, what mends it. */
export async function addVoucherDetails(
  vouchers: readonly Manifest[],
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const damaged = findings.filter(({ code }) => FINDING_CODES[code].subject === 'integrity');
  if (damaged.length === 0) return findings;
  const details = new Map<BytePath, Evidence>();
  for (const { describeDamage: explain } of vouchers) {
    if (explain === undefined) continue;
    for (const [path, evidence] of await explain(damaged)) details.set(path, evidence);
  }
  if (details.size === 0) return findings;
  return findings.map((each) => {
    const more = details.get(each.path);
    if (more === undefined || FINDING_CODES[each.code].subject !== 'integrity') return each;
    return { ...each, evidence: [...(each.evidence ?? []), more] };
  });
}
