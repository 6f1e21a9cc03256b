import type { ManifestEntry } from '../../model/manifest.ts';
import { toBytes } from '../../model/path.ts';

/** A promise as one line of a temporary run: JSON, with the path in base64 where it has bytes beyond ASCII. */
export function encodePromised(promised: ManifestEntry): string {
  return JSON.stringify({ ...promised, path: toBytes(promised.path).toString('base64') });
}

/** Undoes `encodePromised`. */
export function decodePromised(line: string): ManifestEntry {
  const promised: ManifestEntry = JSON.parse(line);
  return { ...promised, path: Buffer.from(promised.path, 'base64').toString('latin1') };
}
