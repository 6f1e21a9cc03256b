import type { ManifestEntry } from '../../model/manifest.ts';
import { toBytes } from '../../model/path.ts';

/** Returns an entry as one line of a temporary run: JSON, with the path in base64. */
export function encodeEntry(promised: ManifestEntry): string {
  return JSON.stringify({ ...promised, path: toBytes(promised.path).toString('base64') });
}

/** Reads a line that `encodeEntry` wrote. */
export function decodeEntry(line: string): ManifestEntry {
  const promised: ManifestEntry = JSON.parse(line);
  return { ...promised, path: Buffer.from(promised.path, 'base64').toString('latin1') };
}
