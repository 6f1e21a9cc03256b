// Builds the single-file executable from the Node that runs this and the library in dist/: npm run sea, or node tools/sea.js DIRECTORY.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'postject';
import { rolldown } from 'rolldown';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** What Node looks for in itself (its documentation, "Single executable applications"). */
const BLOB = 'NODE_SEA_BLOB';
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** One file with everything that an entry loads, at once or later. */
async function bundleOne(input, file) {
  const build = await rolldown({ input: join(ROOT, input), platform: 'node', external: ['bullmq'] });
  await build.write({ file, format: 'cjs', codeSplitting: false });
  await build.close();
}

/** The licence of Node, which goes where its program goes: beside a downloaded Node, or where Debian keeps it. */
function licenseOfNode() {
  const bin = dirname(process.execPath);
  const places = ['../LICENSE', '../share/doc/nodejs/LICENSE', '../share/doc/nodejs/copyright'];
  const file = places.map((place) => join(bin, place)).find((place) => existsSync(place));
  return file === undefined
    ? `The licence of Node ${process.version} is at https://github.com/nodejs/node/blob/${process.version}/LICENSE\n`
    : readFileSync(file, 'utf8');
}

async function makeExecutable(target, work) {
  const [main, lane, remote, blob] = ['main.js', 'lane.js', 'remote.js', 'blob'].map((name) =>
    join(work, name),
  );
  await bundleOne('tools/sea/main.js', main);
  await bundleOne('dist/read/lane.js', lane);
  await bundleOne('dist/cli/remote/remote.js', remote);
  const config = {
    main,
    output: blob,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: { 'lane.js': lane, 'remote.js': remote, 'package.json': join(ROOT, 'package.json') },
  };
  writeFileSync(join(work, 'sea.json'), JSON.stringify(config));
  execFileSync(process.execPath, ['--experimental-sea-config', join(work, 'sea.json')], { stdio: 'pipe' });
  const made = join(work, 'restorable');
  copyFileSync(process.execPath, made);
  chmodSync(made, 0o755);
  await inject(made, BLOB, readFileSync(blob), { sentinelFuse: FUSE });
  mkdirSync(target, { recursive: true });
  copyFileSync(made, join(target, 'restorable'));
  const own = readFileSync(join(ROOT, 'dist/program/LICENSES.txt'), 'utf8');
  const licenses = [
    readFileSync(join(ROOT, 'LICENSE'), 'utf8'),
    own,
    `Node ${process.version}\n\n${licenseOfNode()}`,
  ];
  writeFileSync(join(target, 'LICENSES.txt'), licenses.join('\n'));
}

const target = resolve(process.argv[2] ?? join(ROOT, 'build'));
const work = mkdtempSync(join(tmpdir(), 'restorable-sea-'));
try {
  await makeExecutable(target, work);
} finally {
  rmSync(work, { recursive: true });
}
const { size } = statSync(join(target, 'restorable'));
process.stdout.write(
  `${join(target, 'restorable')}: ${(size / 1e6).toFixed(0)} MB, Node ${process.version}\n`,
);
