// Turns single bits in the files of a sealed tree, verifies, and asks that just those files are named: npm run flips -- --count 100000
// Each bit has a run of its own with --batch 1; else each run has that many files with one turned bit, and as many without.
// Then cuts the manifest and its signature at every byte, and gives the same damage to other tools.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAllowedSigners, seal, verify } from '../../dist/index.js';
import { dice } from '../corpus/dice.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    jobs: { type: 'string', multiple: true, default: ['1', '2', '8'] },
    batch: { type: 'string', default: '200' },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'restorable-flips-'));
const root = join(scratch, 'root');
const manifest = join(root, 'restorable.sha256');
const batch = Number(values.batch);
const names = Array.from({ length: Math.max(12, 2 * batch) }, (_, i) => `sub${i % 3}/file${i}.txt`);
try {
  makeTree(root, names);
  for await (const event of seal(root, manifest, { acceptFindings: true })) void event;
  const roll = dice('flips', 16);
  for (const jobs of values.jobs) {
    const count = Math.ceil(Number(values.count) / values.jobs.length);
    let found = 0;
    let tried = 0;
    for (; tried < count; tried += batch) found += await foundOf(roll, Number(jobs));
    process.stdout.write(
      `| single bits, ${jobs} ${jobs === '1' ? 'lane' : 'lanes'} | ${tried} | ${found} |\n`,
    );
  }
  await cuts();
  tools(roll);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function makeTree(directory, files) {
  for (const [i, name] of files.entries()) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    const lines = Array.from({ length: 3 ** (i % 9) }, (_, n) => `line ${n} of ${name}\n`);
    writeFileSync(join(directory, name), lines.join(''));
  }
}

/** Turns a bit in each of some files, asks, and turns them back; returns how many of them were named. Throws where another was. */
async function foundOf(roll, jobs) {
  const chosen = new Set();
  while (chosen.size < batch) chosen.add(names[roll.below(names.length)]);
  const undos = [...chosen].map((name) => turn(roll, name).undo);
  const named = new Map();
  let exit;
  for await (const event of verify(root, { jobs })) {
    if (event.type === 'end') exit = event.exit;
    if (event.type === 'finding') named.set(event.path, event);
  }
  for (const undo of undos) undo();
  for (const [name, finding] of named)
    if (!chosen.has(name)) throw new Error(`${name} was accused: ${JSON.stringify(finding)}`);
  return exit === 1 ? [...chosen].filter((name) => named.has(name)).length : 0;
}

function turn(roll, name = names[roll.below(names.length)]) {
  const file = join(root, name);
  const { atime, mtime } = statSync(file);
  const bytes = readFileSync(file);
  const copy = Buffer.from(bytes);
  copy[roll.below(copy.length)] ^= 1 << roll.below(8);
  const write = (content) => {
    writeFileSync(file, content);
    utimesSync(file, atime, mtime);
  };
  write(copy);
  return { file, undo: () => write(bytes) };
}

async function exitOf(directory, options) {
  let exit;
  for await (const event of verify(directory, options)) if (event.type === 'end') exit = event.exit;
  return exit;
}

/** The manifest of a small tree, and its signature, each cut at every byte. */
async function cuts() {
  const small = join(scratch, 'small');
  const key = join(scratch, 'key');
  makeTree(small, names.slice(0, 4));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key], { stdio: 'ignore' });
  execFileSync(process.execPath, ['bin/restorable.js', 'seal', '--no-journal', '--sign', key, small]);
  const signers = readAllowedSigners('signers', `me ${readFileSync(`${key}.pub`, 'utf8')}`);
  const list = join(small, 'restorable.sha256');
  await cut('the manifest cut at each byte', list, { jobs: 1 });
  await cut('its signature cut at each byte', `${list}.sig`, { jobs: 1, signers });

  async function cut(what, file, options) {
    const bytes = readFileSync(file);
    if ((await exitOf(small, options)) !== 0) throw new Error(`${what}: the whole one is refused`);
    let refused = 0;
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      refused += Number((await exitOf(small, options)) !== 0);
    }
    writeFileSync(file, bytes);
    process.stdout.write(`| ${what} | ${bytes.length} | ${refused} |\n`);
  }
}

/** The exit codes of other tools on the same damage: a bit turned, a file missing, one too many, and a list that was cut. */
function tools(roll) {
  const copy = join(scratch, 'copy');
  execFileSync('cp', ['-a', root, copy]);
  rmSync(join(copy, 'restorable.sha256'));
  const known = join(scratch, 'known');
  writeFileSync(known, execFileSync('hashdeep', ['-r', '-l', '.'], { cwd: copy }));
  const list = readFileSync(manifest);
  const all = {
    restorable: () =>
      spawnSync(process.execPath, ['bin/restorable.js', 'verify', '--no-journal', root]).status,
    'sha256sum -c': () =>
      spawnSync('sha256sum', ['-c', '--quiet', 'restorable.sha256'], { cwd: root }).status,
    'hashdeep -a': () => {
      const kept = readFileSync(manifest);
      rmSync(manifest);
      const { status } = spawnSync('hashdeep', ['-r', '-l', '-a', '-k', known, '.'], { cwd: root });
      writeFileSync(manifest, kept);
      return status;
    },
    'rclone check': () =>
      spawnSync('rclone', ['check', '-q', '--exclude', 'restorable.sha256', root, copy]).status,
  };
  const say = (what, codes) => process.stdout.write(`| ${what} | ${codes.join(' | ')} |\n`);
  const codes = () => Object.values(all).map((run) => run());
  say('input', Object.keys(all));
  say('nothing', codes());
  const { undo } = turn(roll);
  say('a bit turned in a file', codes());
  undo();
  const file = join(root, names[4]);
  const { atime, mtime } = statSync(file);
  const bytes = readFileSync(file);
  rmSync(file);
  say('a file missing', codes());
  writeFileSync(file, bytes);
  utimesSync(file, atime, mtime);
  writeFileSync(join(root, 'more'), 'a file too many\n');
  say('a file too many', codes());
  rmSync(join(root, 'more'));
  const half = list.subarray(0, list.indexOf('\n', list.length / 2) + 1);
  writeFileSync(manifest, half);
  const known2 = readFileSync(known);
  writeFileSync(known, known2.subarray(0, known2.indexOf('\n', known2.length / 2) + 1));
  say('the list cut in half, at a line', codes());
  writeFileSync(manifest, list);
}
