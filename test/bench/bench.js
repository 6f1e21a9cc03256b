// Times restorable against its peers, each pair in turn, and prints medians and ratios as a Markdown table.
//   npm run bench                          all cases; data below the system's temporary directory
//   npm run bench -- --dir /dev/shm/bench  data elsewhere (5 GB; it is kept for the next run)
//   npm run bench -- --only big,small      some cases: big small seal scan start sidecars cold memory, structure ten-million (files, 40 GB)
//   npm run bench -- --runs 7              counted runs of each pair (5)
//   npm run bench -- --wait 10             minutes to wait for a quiet machine (5)
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeBig, makeSmall } from './data.js';
import { has, median, pair, peakMemory, QUIET, quiet, run } from './measure.js';

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: join(tmpdir(), 'restorable-bench') },
    only: { type: 'string', default: 'big,small,seal,scan,start,sidecars,cold,memory' },
    runs: { type: 'string', default: '5' },
    wait: { type: 'string', default: '5' },
  },
});
const DIR = values.dir;
const CASES = values.only.split(',');
const RUNS = Number(values.runs);
const PROGRAM = fileURLToPath(new URL('../../bin/restorable.js', import.meta.url));
const at = (...names) => join(DIR, ...names);
const ours = (...words) => ({ command: [process.execPath, PROGRAM, ...words, '--no-journal'] });
const rows = [];

mkdirSync(DIR, { recursive: true });
process.stderr.write(`data in ${DIR}\n`);
const big = at('big');
const small = at('small');
if (CASES.some((name) => ['big', 'seal', 'scan', 'cold'].includes(name))) makeBig(big, 4, 1 << 30);
if (CASES.some((name) => ['small', 'seal', 'memory'].includes(name))) makeSmall(small, 100_000, 1024, 20_480);

const load = quiet(Number(values.wait));

if (CASES.includes('big')) {
  seal(big);
  compare('verify, 4 files of 1 GiB', verify(big), list(big, 'xxhsum'), 'xxhsum -c', 0.65);
  compare('verify, 4 files of 1 GiB', verify(big), list(big, 'b3sum'), 'b3sum -c', 1);
}
if (CASES.includes('small')) {
  seal(small);
  compare('verify, 100,000 files of 1-20 KiB', verify(small), list(small, 'xxhsum'), 'xxhsum -c', 0.9);
  const floor = { command: [process.execPath, fileURLToPath(new URL('floor.js', import.meta.url)), small] };
  const { ours: a, theirs: b, ratio } = pair(floor, list(small, 'xxhsum'), RUNS);
  row('open, read and close them in two threads of Node', ms(a), `xxhsum -c: ${ms(b)}`, ratio.toFixed(2), '');
}
if (CASES.includes('seal')) {
  for (const [directory, name] of [
    [big, '4 files of 1 GiB'],
    [small, '100,000 files of 1-20 KiB'],
  ]) {
    const sums = { command: ['sh', '-c', 'find . -type f -print0 | xargs -0 sha256sum'], cwd: directory };
    compare(`seal, ${name}`, sealing(directory), sums, 'sha256sum', name.startsWith('4') ? 0.2 : 0.35);
  }
}
if (CASES.includes('scan')) {
  const seconds = Math.min(
    ...Array.from({ length: RUNS }, () => run(ours('scan', big, '--jobs', '1', '--fail-on', 'error'))),
  );
  row(
    'scan, 4 files of 1 GiB, one lane',
    `${((4 * 2 ** 30) / 1e9 / seconds).toFixed(2)} GB/s`,
    '',
    '',
    'at least 2.0 GB/s',
  );
}
if (CASES.includes('structure')) {
  const script = fileURLToPath(new URL('structure.js', import.meta.url));
  spawnSync(process.execPath, [script, '--dir', at('formats'), '--runs', values.runs], { stdio: 'inherit' });
}
if (CASES.includes('start')) {
  const ten = at('ten');
  makeSmall(ten, 10, 1024, 20_480);
  seal(ten);
  start('--version', { command: [process.execPath, PROGRAM, '--version'] }, 20);
  start('verify, 10 files', verify(ten), 50);
  row(
    'first file of a lane that examines',
    `${firstFile(join(ten, 'd00000', 'file0.txt')).toFixed(0)} ms`,
    '',
    '',
    'at most 40 ms',
  );
}
if (CASES.includes('sidecars')) {
  const [sidecars, one] = [at('sidecars'), at('one-list')];
  for (const directory of [sidecars, one]) makeSmall(directory, 3000, 1024, 20_480);
  const sums = 'find . -name "*.txt" | sort';
  inShell(`${sums} | while read -r f; do sha256sum "$f" | sed 's, .*/,  ,' > "$f.sha256"; done`, sidecars);
  inShell(`${sums} | xargs sha256sum > SHA256SUMS`, one);
  const held = (directory) => ours('verify', directory, '--fail-on', 'error');
  compare('3,000 sidecars, first run', held(sidecars), held(one), 'one list', 1.3);
}
if (CASES.includes('cold')) cold();
if (CASES.includes('memory')) {
  const million = at('million');
  makeSmall(million, 1_000_000, 16, 64);
  for (const [directory, name, most] of [
    [small, '100,000', 130],
    [million, '1,000,000', 150],
  ]) {
    seal(directory);
    memory(`verify of ${name} files`, verify(directory), most);
  }
  const sums = `${million}.sha256sum`;
  inShell(`find . -type f | sort | xargs sha256sum > ${sums}`, million);
  memory(
    'a sha256sum list of 1,000,000 files',
    ours('verify', million, '--manifest', sums, '--fail-on', 'error'),
    200,
  );
}
if (CASES.includes('ten-million')) {
  const directory = at('ten-million');
  makeSmall(directory, 10_000_000, 16, 64);
  seal(directory);
  memory('verify of 10,000,000 files', verify(directory), 170);
}

const processor = cpus()[0]?.model ?? 'unknown';
process.stdout.write(
  `\nNode ${process.version}, ${availableParallelism()} cores (${processor}), medians of ${RUNS} pairs run in turn\n\n`,
);
if (load >= QUIET)
  process.stdout.write(`Not to be quoted: the machine was busy when it began (load ${load.toFixed(1)}).\n\n`);
process.stdout.write('| case | restorable | peer | ratio | goal |\n| --- | --- | --- | --- | --- |\n');
for (const each of rows) process.stdout.write(`| ${each.join(' | ')} |\n`);

function manifest(directory) {
  return `${directory}.sha256`;
}

function verify(directory) {
  return ours('verify', directory, '--manifest', manifest(directory));
}

function sealing(directory) {
  return ours('seal', directory, '--output', manifest(directory), '--force', '--accept-findings');
}

function seal(directory) {
  run(sealing(directory));
}

/** The list that a peer makes of a directory, and the command that holds the directory against it. */
function list(directory, tool) {
  if (!has(tool)) return undefined;
  const file = `${directory}.${tool}`;
  const { stdout } = spawnSync(
    'sh',
    ['-c', `find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 ${tool}`],
    { cwd: directory, maxBuffer: 1 << 28 },
  );
  writeFileSync(file, stdout);
  return { command: [tool, '-c', '--quiet', file], cwd: directory };
}

function start(name, command, limit) {
  const {
    ours: a,
    theirs: b,
    difference,
  } = pair(command, { command: [process.execPath, '-e', '0'] }, RUNS * 2);
  row(name, ms(a), `node -e 0: ${ms(b)}`, `${ms(difference)} more`, `at most ${limit} ms more`);
}

function compare(name, mine, theirs, peer, goal) {
  if (theirs === undefined) {
    row(name, '', `${peer}: not installed`, '', '');
    return;
  }
  const { ours: a, theirs: b, ratio } = pair(mine, theirs, RUNS);
  row(name, ms(a), `${peer}: ${ms(b)}`, ratio.toFixed(2), `at most ${goal}`);
}

function memory(name, command, most) {
  row(`peak memory, ${name}`, `${peakMemory(command).toFixed(0)} MB`, '', '', `at most ${most} MB`);
}

function inShell(text, cwd) {
  const { status, stderr } = spawnSync('sh', ['-c', text], { cwd });
  if (status !== 0) throw new Error(stderr.toString());
}

/** The median of what a lane takes for the first file that it examines, in milliseconds. */
function firstFile(file) {
  const of = fileURLToPath(new URL('first-file.js', import.meta.url));
  const times = Array.from({ length: RUNS }, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [of, file]);
    if (status !== 0) throw new Error(stderr.toString());
    return Number(stdout);
  });
  return median(times);
}

/** Reads from the disk itself, the programs being loaded: only root can empty the page cache, and a RAM disk has none. */
function cold() {
  const directory = at('cold');
  const few = at('ten');
  makeBig(directory, 2, 1 << 30);
  makeSmall(few, 10, 1024, 20_480);
  seal(directory);
  seal(few);
  const before = () => {
    if (spawnSync('sh', ['-c', 'sync; echo 3 > /proc/sys/vm/drop_caches']).status !== 0)
      throw new Error('needs root');
    run(verify(few));
    run({ command: ['sh', '-c', `cat ${few}/*/* > /dev/null`] });
  };
  const peer = { command: ['sh', '-c', `cat ${directory}/* > /dev/null`], before };
  const { ours: a, theirs: b, ratio } = pair({ ...verify(directory), before }, peer, RUNS);
  row('verify, 2 files of 1 GiB, cold cache', ms(a), `cat: ${ms(b)}`, ratio.toFixed(2), 'at most 1.10');
}

function row(...cells) {
  rows.push(cells);
  process.stderr.write(`${cells.join('  ')}\n`);
}

function ms(seconds) {
  return `${(seconds * 1000).toFixed(0)} ms`;
}
