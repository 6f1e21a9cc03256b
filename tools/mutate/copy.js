// A copy of the tree in a temporary directory: what is changed, built and run is the copy alone.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { marked } from './marks.js';
import { mutate } from './places.js';

const LEFT_OUT = new Set(['.git', 'coverage', 'dist', 'node_modules']);
/** A dropped statement may leave a name unused or a case falling through: that compiles, and is to be tested. */
const LENIENT = ['noUnusedLocals', 'noUnusedParameters', 'noImplicitReturns', 'noFallthroughCasesInSwitch'];

/**
 * Returns a copy of the tree: `root` is where it lies, `temporary` where its tests may write, a short path, which `empty` clears;
 * `build` builds the program with a mutant (or as it is) and tells whether that compiled; `buildMarked` builds it so that the
 * source of some files leaves in `marks` what was passed; `remove` takes all of it away.
 */
export function copyTree(from) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'mut-')));
  const [root, temporary, marks] = ['tree', 't', 'marks'].map((name) => join(base, name));
  const empty = () => {
    removeAll(temporary);
    mkdirSync(temporary);
    chmodSync(temporary, 0o1777);
  };
  chmodSync(base, 0o755);
  empty();
  mkdirSync(marks);
  chmodSync(marks, 0o1777);
  cpSync(from, root, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    filter: (path) => !LEFT_OUT.has(path.slice(from.length + 1).split(sep)[0]),
  });
  symlinkSync(realpathSync(join(from, 'node_modules')), join(root, 'node_modules'));
  const compiler = [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    '.',
    '--incremental',
    '--noEmitOnError',
    '--tsBuildInfoFile',
    join(base, 'tsbuildinfo'),
    ...LENIENT.flatMap((option) => [`--${option}`, 'false']),
  ];
  let originals = new Map();
  /** The program runs from its modules: bundling it after every mutation would take longer than its tests. */
  const compile = (...options) => {
    const { status } = spawnSync(process.execPath, [...compiler, ...options], { cwd: root });
    mkdirSync(join(root, 'dist/program'), { recursive: true });
    writeFileSync(join(root, 'dist/program/main.js'), "export { main } from '../cli/program/main.js';\n");
    return status === 0;
  };
  const restore = () => {
    for (const [path, text] of originals) writeFileSync(path, text);
    originals = new Map();
  };
  const change = (file, changed) => {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    originals.set(path, text);
    writeFileSync(path, changed(text));
  };
  const build = (mutant) => {
    restore();
    if (mutant !== undefined) change(mutant.file, (text) => mutate(text, mutant));
    return compile();
  };
  const buildMarked = (files) => {
    restore();
    for (const file of files) change(file, (text) => marked(text, file, marks));
    return compile('--noCheck');
  };
  return { root, temporary, marks, build, buildMarked, empty, remove: () => removeAll(base) };
}

/** A test that was killed may have left a directory that its owner cannot enter. */
function removeAll(directory) {
  spawnSync('chmod', ['-R', 'u+rwX', directory], { stdio: 'ignore' });
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
