import { readFileSync } from 'node:fs';
import { getAsset, isSea } from 'node:sea';

/** Returns the version in package.json, which the single-file executable carries. */
export function version(): string {
  const text: { readonly version: string } = JSON.parse(
    isSea()
      ? getAsset('package.json', 'utf8')
      : readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return text.version;
}
