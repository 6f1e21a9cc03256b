import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { statEntry } from './read-voucher-file.ts';

/**
 * What is wrong with a path of which only the kind, and of a file the size in bytes, is recorded. A size alone proves no
 * content, so such a file stays unvouched; but a wrong size is known to be wrong.
 */
export function compareWithoutDigest(root: BytePath, { path, kind, size }: ManifestEntry): Finding[] {
  const found = statEntry(root, path);
  if (found === undefined) return [finding('missing', path, { evidence: [{ is: 'kind', wanted: kind }] })];
  if (found.kind !== kind)
    return [finding('retyped', path, { evidence: [{ is: 'kind', wanted: kind, found: found.kind }] })];
  if (kind !== 'file' || size === undefined || found.size === size) return [];
  const code = found.size < size ? 'truncated' : 'grown';
  return [finding(code, path, { evidence: [{ is: 'size', wanted: size, found: found.size }] })];
}
