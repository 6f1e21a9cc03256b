// Times the structure checks on one lane, in this process, and prints MB/s of input by format: the check alone, the survey
// with it, and the plain read; and files a second for trees of small files. The files are in the page cache.
//   node test/bench/structure.js                       one file of 64 MB for each format, made once
//   node test/bench/structure.js --dir /dev/shm/formats --size 32
//   node test/bench/structure.js FILE... DIRECTORY...  other files, and trees of files
//   node test/bench/structure.js --clock cpu           where others use the processors too
//   node test/bench/structure.js --runs 7 --depth deep --dist /elsewhere/dist
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { makeFormats } from './formats.js';
import { median } from './measure.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string', default: join(tmpdir(), 'restorable-formats') },
    dist: { type: 'string', default: fileURLToPath(new URL('../../dist', import.meta.url)) },
    size: { type: 'string', default: '64' },
    runs: { type: 'string', default: '5' },
    depth: { type: 'string', default: 'normal' },
    only: { type: 'string', default: '' },
    clock: { type: 'string', default: 'wall' },
  },
});
const MIXED = [
  'text.txt',
  'rows.csv',
  'compact.json',
  'dump.sql',
  'sound.wav',
  'picture.bmp',
  'program.elf',
  'mixed.tar',
];
const RUNS = Number(values.runs);
const load = (path) => import(pathToFileURL(join(values.dist, path)).href);
const { examineStructure } = await load('detect/examine-structure.js');
const { createSurvey } = await load('detect/survey.js');
const survey = createSurvey();
const buffer = Buffer.allocUnsafeSlow(256 * 1024);

const read = (path, probes) => {
  const descriptor = openSync(path, 'r');
  for (;;) {
    const n = readSync(descriptor, buffer, 0, buffer.length, null);
    if (n === 0) break;
    const chunk = n === buffer.length ? buffer : buffer.subarray(0, n);
    for (const probe of probes) probe.update(chunk);
    if (n < buffer.length) break;
  }
  closeSync(descriptor);
};
const structureOf = (path, size) => examineStructure(path, size, { depth: values.depth });
const WAYS = {
  read: (path) => read(path, []),
  structure(path, size) {
    const probe = structureOf(path, size);
    read(path, [probe]);
    return probe.end();
  },
  survey(path) {
    survey.begin(values.depth);
    read(path, [survey]);
    survey.end();
  },
  both(path, size) {
    const probe = structureOf(path, size);
    survey.begin(values.depth);
    read(path, [survey, probe]);
    survey.end();
    return probe.end();
  },
};

function now() {
  const { user, system } = process.cpuUsage();
  return values.clock === 'cpu' ? (user + system) / 1e6 : performance.now() / 1000;
}

/** Median seconds of every way over some files, the ways in turn. */
function time(files) {
  const seconds = { read: [], structure: [], survey: [], both: [] };
  for (let run = 0; run <= RUNS; run++)
    for (const [name, way] of Object.entries(WAYS)) {
      const start = now();
      for (const [path, size] of files) way(path, size);
      if (run > 0) seconds[name].push(now() - start);
    }
  return Object.fromEntries(Object.entries(seconds).map(([name, each]) => [name, median(each)]));
}

function* filesBelow(directory) {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) yield [path, statSync(path).size];
  }
}

const files = [];
const trees = [];
for (const path of positionals) (statSync(path).isDirectory() ? trees : files).push(path);
if (positionals.length === 0) {
  for (const [name, path] of makeFormats(values.dir, Number(values.size) * 1_000_000))
    if (values.only === '' || values.only.split(',').includes(name)) files.push(path);
}

if (files.length > 0) {
  const rows = [];
  const sum = { bytes: 0, seconds: 0 };
  for (const path of files) {
    const { size } = statSync(path);
    const found = WAYS.structure(path, size);
    const seconds = time([[path, size]]);
    rows.push([
      basename(path),
      `${found.format?.name ?? ''} ${found.standing.is}`,
      ...Object.values(seconds).map((each) => (size / 1e6 / each).toFixed(0)),
    ]);
    process.stderr.write(`${rows.at(-1).join('  ')}\n`);
    if (MIXED.includes(basename(path))) {
      sum.bytes += size;
      sum.seconds += seconds.both;
    }
  }
  table(['file', 'verdict', 'read MB/s', 'structure', 'survey', 'both'], rows);
  if (sum.bytes > 0)
    process.stdout.write(
      `\nuncompressed mix: ${(sum.bytes / 1e9 / sum.seconds).toFixed(2)} GB/s (goal 1.2)\n`,
    );
}
if (trees.length > 0)
  table(
    ['tree', 'files', 'read files/s', 'structure', 'survey', 'both'],
    trees.map((directory) => {
      const all = [...filesBelow(directory)];
      const seconds = time(all);
      return [directory, all.length, ...Object.values(seconds).map((each) => (all.length / each).toFixed(0))];
    }),
  );

function table(head, rows) {
  process.stdout.write(`\n| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}\n`);
  for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`);
}
