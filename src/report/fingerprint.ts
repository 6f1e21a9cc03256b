import { createHash } from 'node:crypto';

/** Returns 64 hex digits that are the same for the same texts in every run: SHA-256 over them, each terminated by NUL. */
export function fingerprint(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\0`);
  return hash.digest('hex');
}
