// Builds dist/: npm run build. The compiler's output is the library.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../', import.meta.url);
/** The module of xxhash-wasm 1.1.0: an update of the package is looked at before it is taken. */
const WASM_SHA256 = '70c5a91a447af44fa45f11a7d707d1850ecc44f20d5deea58cdd3bfb33213c2a';

function compile() {
  rmSync(new URL('dist', ROOT), { recursive: true, force: true });
  const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', ROOT));
  const { status } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** The module lies in the package but is not among its exports, so it is found from its entry. */
function putHashModule() {
  const bytes = readFileSync(new URL('../workerd/xxhash.wasm', import.meta.resolve('xxhash-wasm')));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== WASM_SHA256) throw new Error(`xxhash.wasm has the sha256 ${found}, not ${WASM_SHA256}`);
  const place = new URL('dist/hash/xxhash-module.js', ROOT);
  writeFileSync(place, `export const XXHASH_MODULE = '${bytes.toString('base64')}';\n`);
}

compile();
putHashModule();
