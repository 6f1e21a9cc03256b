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

/** From these all is reached that `verify` of a sealed tree loads: it starts with two files, where each of the others has a cost. */
const VERIFYING = [
  'cli/commands/verify.js',
  'cli/commands/run-command.js',
  'cli/commands/keep-heads.js',
  'cli/arguments/files-from.js',
  'cli/arguments/signers.js',
  'cli/journal/examined.js',
  'engine/commands/verify.js',
];

/** What `status`, which monitors ask often, loads when it has read its words, and where there is a configuration. */
const ANSWERING = { status: ['cli/commands/root-status.js'], sets: ['cli/config/sets.js'] };

/**
 * One file for the command line, one for verify, one for a lane, and those that they share or load when they are needed. They are
 * CommonJS, which Node loads with less work for each file.
 */
async function bundle() {
  const at = (name) => fileURLToPath(new URL(`dist/${name}`, ROOT));
  const input = {
    main: at('cli/program/main.js'),
    lane: at('read/lane.js'),
    remote: at('cli/remote/remote.js'),
  };
  const build = await rolldown({
    input,
    platform: 'node',
    // A fleet alone needs it, and who has one installs it.
    external: ['bullmq'],
    preserveEntrySignatures: 'allow-extension',
    // What a command imports late may be in the file of verify: then it is there already.
    checks: { ineffectiveDynamicImport: false },
  });
  let groups;
  const { output } = await build.write({
    dir: fileURLToPath(PROGRAM),
    format: 'cjs',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          debugName: 'start and verify',
          name(id, modules) {
            groups ??= groupsOf(input, at, modules);
            return groups.get(id) ?? null;
          },
        },
      ],
    },
  });
  await build.close();
  writeFileSync(new URL('package.json', PROGRAM), '{ "type": "commonjs" }\n');
  writeFileSync(new URL('LICENSES.txt', PROGRAM), licensesOf(output));
}

/**
 * In which file a module lies: that of what every command loads, what a lane loads, what verify does beside them, or that of two of
 * these. What commands need for their help and `status` to answer lies apart, so that they load nothing that reads.
 */
function groupsOf({ main, lane, remote }, at, modules) {
  const starting = reachedFrom([main], modules);
  const commands = [...starting].flatMap((id) => modules.getModuleInfo(id)?.dynamicallyImportedIds ?? []);
  const sets = Object.entries({
    start: starting,
    help: reachedFrom(commands, modules),
    status: reachedFrom(ANSWERING.status.map(at), modules),
    sets: reachedFrom(ANSWERING.sets.map(at), modules),
    read: reachedFrom([lane], modules),
    verify: reachedFrom(VERIFYING.map(at), modules),
  });
  const groups = new Map();
  for (const id of new Set(sets.flatMap(([, reached]) => [...reached]))) {
    const names = sets.filter(([, reached]) => reached.has(id)).map(([name]) => name);
    const isMerged = names.some((name) => ['start', 'read', 'verify'].includes(name));
    if (isMerged && ![main, lane, remote].includes(id)) groups.set(id, names.slice(0, 2).join('-'));
  }
  return groups;
}

function reachedFrom(entries, modules) {
  const unknown = entries.find((id) => modules.getModuleInfo(id) === null);
  if (unknown !== undefined) throw new Error(`no such module: ${unknown}`);
  const reached = new Set();
  const waiting = [...entries];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    waiting.push(...(modules.getModuleInfo(id)?.importedIds ?? []));
  }
  return reached;
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
