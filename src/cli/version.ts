import { readFileSync } from 'node:fs';

/** Reads the version from package.json. */
export function version(): string {
  const text: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return text.version;
}
