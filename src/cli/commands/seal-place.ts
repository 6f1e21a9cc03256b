/** Where a manifest is written, and what it is not written for. */
import type { ManifestSink } from '../../engine/commands/seal.ts';
import { Fault } from '../../model/fault.ts';
import type { BackupSet } from '../config/read.ts';

/** A manifest of which nothing is written, since only a part of the tree is read. */
export function unwritten(file: string): ManifestSink {
  return { files: [file], write() {}, commit: () => Promise.resolve(), discard: () => Promise.resolve() };
}

/** Where the set is told to find its manifest when it is verified. */
export function textOfSet(set: BackupSet | undefined, key: 'manifest' | 'manifestDir'): string | undefined {
  const text = set?.values.get(key);
  return typeof text === 'string' ? text : undefined;
}

/** Throws a Fault (2) if one manifest would be that of several directories: each would replace the one before. */
export async function refuseSeveral(named: readonly string[], manifest: string): Promise<void> {
  // A root that is not there is reported by the run.
  const { expandRoots } = await import('../arguments/roots.ts');
  const roots = await expandRoots(named).catch(() => []);
  if (roots.length > 1)
    throw new Fault(
      2,
      `${manifest}: one manifest for ${roots.length} directories`,
      'seal them one by one, or each with the manifest at its top',
    );
}
