import { createHash } from 'node:crypto';

/** The same 64 hex digits for the same texts, from run to run: SHA-256 over them, each ended by NUL. */
export function fingerprint(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\0`);
  return hash.digest('hex');
}
