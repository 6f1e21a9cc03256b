import type { Evidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import type { Digest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { createInspector } from '../../read/inspect.ts';

const SILENT = { isStopped: () => false, at: () => {}, read: () => {} };

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
  const digests = await digestsOf(root, path, algorithms);
  if (digests.length === 0) return evidence;
  const line = evidence.lines.find(({ digest }) =>
    digests.some(({ algorithm, hex }) => algorithm === digest.algorithm && hex === digest.hex),
  );
  return { ...evidence, fits: line?.line ?? 'none' };
}

/** Returns the digests of a file below a root; none where it cannot be read. */
async function digestsOf(
  root: BytePath,
  path: BytePath,
  algorithms: readonly string[],
): Promise<readonly Digest[]> {
  const job = { tasks: [{ path, wanted: [] }], digests: algorithms, answer: 'all' } as const;
  const inspector = createInspector(root);
  await inspector.prepare(job);
  const { exceptions } = await inspector.run(job, SILENT);
  return exceptions[0]?.facts.digests ?? [];
}
