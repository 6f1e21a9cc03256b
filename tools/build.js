// Builds dist/: npm run build. The compiler's output is the library; the program is bundled from it, so that it starts with few files.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

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
  writeFileSync(
    new URL('dist/hash/xxhash.js', ROOT),
    `import { xxhashInMemory } from './xxhash-memory.js';\nexport const XXHASH = xxhashInMemory('${bytes.toString('base64')}');\n`,
  );
}

const PROGRAM = new URL('dist/program/', ROOT);

/**
 * One file for the command line, one for a lane, and those that they share or load when they are needed. They are CommonJS, which
 * Node loads with less work for each file.
 */
async function bundle() {
  const input = {
    main: fileURLToPath(new URL('dist/cli/program/main.js', ROOT)),
    lane: fileURLToPath(new URL('dist/read/lane.js', ROOT)),
  };
  const build = await rolldown({ input, platform: 'node' });
  const { output } = await build.write({
    dir: fileURLToPath(PROGRAM),
    format: 'cjs',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await build.close();
  writeFileSync(new URL('package.json', PROGRAM), '{ "type": "commonjs" }\n');
  writeFileSync(new URL('LICENSES.txt', PROGRAM), licensesOf(output));
}

/** The licenses of the packages whose code went into the program, which ask to be kept with it; of one of them the module alone. */
function licensesOf(output) {
  const modules = output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : []));
  const packages = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []));
  packages.add(fileURLToPath(new URL('node_modules/xxhash-wasm', ROOT)));
  return Array.from(packages, licenseOf)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join('\n');
}

function licenseOf(directory) {
  const { name, version, license, author } = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8'));
  const file = readdirSync(directory).find((each) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(each));
  const by = typeof author === 'string' ? author : author?.name;
  const text = file === undefined ? `Copyright ${by}` : readFileSync(`${directory}/${file}`, 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

compile();
putHashModule();
await bundle();
