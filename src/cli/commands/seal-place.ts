/** Where a manifest is written, and what it is not written for. */
import type { ManifestSink } from '../../engine/commands/seal.ts';
import { Fault } from '../../model/fault.ts';
import type { BackupSet } from '../config/read.ts';
import { isRemoteName } from '../remote/name.ts';

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

/** Throws a Fault (2) where a file would be written to a remote: one that is named so, or that lies in a remote tree by itself. */
export function refuseRemoteFiles(named: readonly string[], files: readonly (string | undefined)[]): void {
  const remote = named.find(isRemoteName);
  // Without a name of its own it would lie in the tree.
  const written = files
    .map((file) => file ?? remote)
    .find((place) => place !== undefined && isRemoteName(place));
  if (written === undefined) return;
  throw new Fault(
    2,
    `${written}: nothing is written to a remote`,
    'write the manifest, and what --format writes, on this machine: --output FILE, --format NAME:FILE',
  );
}
