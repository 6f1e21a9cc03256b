// The commands that faults are put into, each on a small tree of its own that is made anew for every run.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROGRAM = fileURLToPath(new URL('../../bin/restorable.js', import.meta.url));

/** More than one buffer of a reader. */
const LONG = Array.from({ length: 12_000 }, (_, i) => `line ${i} of a log that is read in parts\n`).join('');

/** What a command is run on: `break` changes the sealed tree before; `args` are given its paths. */
const COMMANDS = {
  verify: { args: ({ root }) => ['verify', '--json', root] },
  'verify of a damaged tree': { damage: damageOneByte, args: ({ root }) => ['verify', '--json', root] },
  scan: {
    args: ({ root, home }) => ['scan', '--json', '--report', `html:${join(home, 'report.html')}`, root],
  },
  seal: { writes: true, args: ({ root }) => ['seal', '--json', '--force', root] },
  accept: {
    writes: true,
    damage: changeOneFile,
    args: ({ root }) => ['accept', '--json', '--yes', '--reason', 'as meant', root],
  },
  compare: { args: ({ root, older }) => ['compare', '--json', older, root] },
  'compare with a damaged tree': {
    damage: damageOneByte,
    args: ({ root, older }) => ['compare', '--json', older, root],
  },
};

export const COMMAND_NAMES = Object.keys(COMMANDS);

/** Makes the trees of a command below a directory once; `fresh` puts them back as they were. */
export function makeHome(directory, name) {
  const home = join(directory, 'home');
  const kept = join(directory, 'kept');
  const { args, damage = () => {}, writes = false } = COMMANDS[name];
  const places = { home, root: join(home, 'root'), older: join(home, 'older') };
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(places.root, 'sub'), { recursive: true });
  mkdirSync(join(places.root, 'empty'));
  mkdirSync(join(home, 'tmp'));
  writeFileSync(join(places.root, 'a.txt'), 'the first file\n');
  writeFileSync(join(places.root, 'sub', 'b.txt'), 'the second file\n');
  writeFileSync(join(places.root, 'sub', 'long.log'), LONG);
  symlinkSync('a.txt', join(places.root, 'link'));
  const env = { ...process.env, XDG_STATE_HOME: join(home, 'state'), TMPDIR: join(home, 'tmp') };
  const made = spawnSync(process.execPath, [PROGRAM, 'seal', places.root], { env, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`cannot seal: ${made.stderr}`);
  cpSync(places.root, places.older, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  damage(places.root);
  const manifest = join(places.root, 'restorable.sha256');
  cpSync(home, kept, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return {
    ...places,
    name,
    env,
    manifest,
    writes,
    isDamaged: damage === damageOneByte,
    before: readFileSync(manifest, 'utf8'),
    args: [...args(places), ...(name.startsWith('compare') ? [] : ['--jobs', '1'])],
    fresh() {
      rmSync(home, { recursive: true, force: true });
      cpSync(kept, home, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    },
  };
}

/** As a disk does it: the time stays. */
function damageOneByte(root) {
  const file = join(root, 'sub', 'b.txt');
  const { atime, mtime } = statSync(file);
  writeFileSync(file, 'the sacond file\n');
  utimesSync(file, atime, mtime);
}

function changeOneFile(root) {
  appendFileSync(join(root, 'a.txt'), 'and one line more\n');
}
