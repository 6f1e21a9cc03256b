import type { FileEntry } from '../../model/entry.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { nameOf } from '../../model/path.ts';
import { isTemporaryName } from '../../model/temporary-name.ts';

/**
 * Returns the note about a temporary file of ours, which is never a part of a backup: one that a killed run left, or one that
 * was sealed and cleared since; undefined for any other path.
 */
export function leftover(
  entry: FileEntry | undefined,
  expected: ManifestEntry | undefined,
): Finding | undefined {
  const { path, kind } = entry ?? expected ?? { path: '', kind: 'directory' };
  if (kind !== 'file' || (entry !== undefined && expected !== undefined)) return undefined;
  if (!isTemporaryName(nameOf(path)) || entry?.trouble !== undefined) return undefined;
  return expected === undefined
    ? finding('unexpected', path, {
        severity: 'note',
        note: 'a temporary file of a run that was killed; the next seal or accept removes it',
      })
    : finding('missing', path, { severity: 'note', note: 'a temporary file that was sealed by mistake' });
}
