import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FOLDER = new URL('../../fixtures/garbage/structure/', import.meta.url);

/** A real file of fixtures/garbage/structure, which lies there in gzip. */
export function packed(path: string): Buffer {
  return gunzipSync(readFileSync(new URL(`${path}.gz`, FOLDER)));
}
