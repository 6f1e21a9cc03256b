import type { Evidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import { hasDigest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { digestsOf } from './file-digests.ts';

/** Adds to findings about lines that contradict each other which of the digests the file has; such a file is read for it. */
export async function settleConflicts(root: BytePath, findings: readonly Finding[]): Promise<Finding[]> {
  const settled: Finding[] = [];
  for (const each of findings) {
    const evidence: Evidence[] = [];
    for (const one of each.evidence ?? []) evidence.push(await settle(root, each.path, one));
    settled.push(evidence.length === 0 ? each : { ...each, evidence });
  }
  return settled;
}

async function settle(root: BytePath, path: BytePath, evidence: Evidence): Promise<Evidence> {
  if (evidence.is !== 'conflict') return evidence;
  const algorithms = [...new Set(evidence.lines.map(({ digest }) => digest.algorithm))];
  const [digests = []] = await digestsOf(root, [path], algorithms);
  if (digests.length === 0) return evidence;
  const line = evidence.lines.find(({ digest }) => hasDigest(digests, digest));
  return { ...evidence, fits: line?.line ?? 'none' };
}
