import type { ManifestEntry } from '../../model/manifest.ts';
import { toBytes } from '../../model/path.ts';

/** Returns an entry as one line of a temporary run: JSON, with the path in base64. */
export function encodeEntry(entry: ManifestEntry): string {
  return JSON.stringify({ ...entry, path: toBytes(entry.path).toString('base64') });
}

/** Reads a line that `encodeEntry` wrote. */
export function decodeEntry(line: string): ManifestEntry {
  const entry: ManifestEntry = JSON.parse(line);
  return { ...entry, path: Buffer.from(entry.path, 'base64').toString('latin1') };
}
