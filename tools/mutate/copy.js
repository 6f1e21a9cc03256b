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
import { mutate } from './places.js';

const LEFT_OUT = new Set(['.git', 'coverage', 'dist', 'node_modules']);
/** A dropped statement may leave a name unused or a case falling through: that compiles, and is to be tested. */
const LENIENT = ['noUnusedLocals', 'noUnusedParameters', 'noImplicitReturns', 'noFallthroughCasesInSwitch'];

/**
 * Returns a copy of the tree: `root` is where it lies, `temporary` where its tests may write, a short path, which `empty` clears;
 * `build` builds the program with a mutant (or as it is) and tells whether that compiled; `remove` takes all of it away.
 */
export function copyTree(from) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'mut-')));
  const [root, temporary] = [join(base, 'tree'), join(base, 't')];
  const empty = () => {
    removeAll(temporary);
    mkdirSync(temporary);
    chmodSync(temporary, 0o1777);
  };
  chmodSync(base, 0o755);
  empty();
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
  let changed;
  const build = (mutant) => {
    if (changed !== undefined) writeFileSync(changed.path, changed.text);
    changed = undefined;
    if (mutant !== undefined) {
      const path = join(root, mutant.file);
      changed = { path, text: readFileSync(path, 'utf8') };
      writeFileSync(path, mutate(changed.text, mutant));
    }
    return spawnSync(process.execPath, compiler, { cwd: root }).status === 0;
  };
  return { root, temporary, build, empty, remove: () => removeAll(base) };
}

/** A test that was killed may have left a directory that its owner cannot enter. */
function removeAll(directory) {
  spawnSync('chmod', ['-R', 'u+rwX', directory], { stdio: 'ignore' });
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
