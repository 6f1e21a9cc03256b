// Turns single bits in the files of a sealed tree and verifies each: npm run flips -- --count 100000 --jobs 2
// Then gives some of the same trees to other tools, and cuts the manifest at every byte.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seal, verify } from '../../dist/index.js';
import { dice } from '../corpus/dice.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    jobs: { type: 'string', multiple: true, default: ['1', '2', '8'] },
    tools: { type: 'string', default: '200' },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'restorable-flips-'));
const root = join(scratch, 'root');
const manifest = join(root, 'restorable.sha256');
const names = Array.from({ length: 12 }, (_, i) => `sub${i % 3}/file${i}.txt`);
try {
  for (const [i, name] of names.entries()) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(
      join(root, name),
      Array.from({ length: 3 ** (i % 9) }, (_, n) => `line ${n} of ${name}\n`).join(''),
    );
  }
  for await (const event of seal(root, manifest, { acceptFindings: true })) void event;
  const roll = dice('flips', 16);
  for (const jobs of values.jobs) {
    const count = Math.ceil(Number(values.count) / values.jobs.length);
    let found = 0;
    for (let i = 0; i < count; i++) found += Number(await isFound(roll, Number(jobs)));
    process.stdout.write(
      `| single bits, ${jobs} ${jobs === '1' ? 'lane' : 'lanes'} | ${count} | ${found} |\n`,
    );
  }
  await cuts();
  tools(roll);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Turns a bit of a file, asks, and turns it back. */
async function isFound(roll, jobs) {
  const { file, undo } = turn(roll);
  try {
    return (await exitOf(jobs)) === 1;
  } catch (error) {
    throw new Error(file, { cause: error });
  } finally {
    undo();
  }
}

function turn(roll) {
  const file = join(root, names[roll.below(names.length)]);
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

async function exitOf(jobs) {
  let exit;
  for await (const event of verify(root, { jobs })) if (event.type === 'end') exit = event.exit;
  return exit;
}

/** The manifest cut at every byte. */
async function cuts() {
  const bytes = readFileSync(manifest);
  let refused = 0;
  for (let length = 0; length < bytes.length; length++) {
    writeFileSync(manifest, bytes.subarray(0, length));
    refused += Number((await exitOf(1)) !== 0);
  }
  writeFileSync(manifest, bytes);
  process.stdout.write(`| the manifest cut at each byte | ${bytes.length} | ${refused} |\n`);
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
