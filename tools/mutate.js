// Changes the source in small ways, one at a time and on a copy, and reports which changes no test notices; see --help.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawn, sharesOf, turnsOf } from './mutate/choose.js';
import { codeUnder } from './mutate/code-under.js';
import { copyTree } from './mutate/copy.js';
import { makeJudge } from './mutate/judge.js';
import { measureTests } from './mutate/measure.js';
import { placesIn } from './mutate/places.js';
import { lineOf, summaryOf, sumUp } from './mutate/tell.js';

const ROOT = process.cwd();
const ROOMS = ['engine', 'manifest', 'cli'];
const SURVIVORS = 'tools/mutate-survivors.json';
const HELP = `Usage: npm run mutate -- [options]

Changes the source in small ways, one at a time and on a copy, and reports which changes no test notices.

  --room ROOM       a folder of src to change (repeatable; ${ROOMS.join(', ')})
  --count N         how many mutants, spread over the rooms by their lines (30)
  --seed N          which ones; the same seed draws the same (1)
  --only FILE:LINE  every mutant of one line instead
  --list            print the mutants that would be tried, and run no test
  --tests N         run no more than N test files for each mutant, the quickest of those that reach it
  --workers N       run N test files at a time (as many as there are processors)
  --cache DIR       where to keep what the tests reach (node_modules/.cache/mutate)
  --minutes N       stop after N minutes (30)
  --timeout N       a mutant hangs where no test file ends within N seconds (120)
  --json FILE       write the results as JSON
  --least N         exit 1 where less than N percent are killed
  --help            print this

First all tests run once to see which of them reach what; that takes as long as they do, and is kept until something changes.
A survivor that no test can see is listed in ${SURVIVORS}: file, before, after, reason. It is told apart and counts as survivor.
`;

const flags = readFlags();
const places = new Map();
const wanted = flags.only === undefined ? fromRooms(flags.rooms) : fromLine(flags.only);
const survivors = readSurvivors();
const deadline = performance.now() + flags.minutes * 60_000;
const copy = copyTree(ROOT);
const mutants = [];
process.once('exit', () => copy.remove());
for (const [signal, code] of Object.entries({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }))
  process.once(signal, () => process.exit(code));

if (!copy.build()) {
  process.stderr.write('mutate: the source does not compile as it is\n');
  process.exit(1);
}
const { judge, setAside } = flags.list ? {} : await judgeOf();
for (const { room, queue } of wanted) {
  if (performance.now() >= deadline) break;
  await tryNext(room, queue);
}
if (!flags.list) close();

async function judgeOf() {
  const limits = { deadline, workers: flags.workers };
  const rooms = new Set([...ROOMS, ...wanted.map(({ room }) => room)]);
  const files = [...rooms].flatMap((room) => codeUnder(ROOT, `src/${room}`));
  const measured = await measureTests(copy, files, {
    ...limits,
    cache: flags.cache,
    tell: (text) => process.stderr.write(`mutate: ${text}`),
  });
  return makeJudge(copy, measured, { ...limits, stallMs: flags.timeout * 1000, most: flags.tests });
}

/** Draws from the queue until a place compiles, and judges that one. */
async function tryNext(room, queue) {
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    if (performance.now() >= deadline) return;
    const started = performance.now();
    const mutant = { room, ...place };
    const listed = survivors.find((each) => isSame(each, place));
    if (listed !== undefined && !flags.list)
      Object.assign(mutant, { result: 'known survivor', reason: listed.reason });
    else if (!copy.build(place)) mutant.result = 'did not compile';
    else if (!flags.list) Object.assign(mutant, await judge(place));
    mutant.seconds = Math.round((performance.now() - started) / 100) / 10;
    if (!flags.list) mutants.push(mutant);
    if (!flags.list || mutant.result === undefined) process.stdout.write(lineOf(mutant));
    if (mutant.result !== 'did not compile') return;
  }
}

function close() {
  const rooms = [...new Set(mutants.map(({ room }) => room))];
  const byRoom = rooms.map((room) => [room, sumUp(mutants.filter((mutant) => mutant.room === room))]);
  const all = sumUp(mutants);
  for (const file of setAside) process.stdout.write(`set aside, fails without a mutation: ${file}\n`);
  for (const [room, sums] of byRoom) process.stdout.write(summaryOf(room, sums));
  process.stdout.write(summaryOf('all', all));
  if (flags.json !== undefined) {
    const result = {
      seed: flags.seed,
      mutants,
      rooms: Object.fromEntries(byRoom),
      all,
      setAside: [...setAside],
    };
    writeFileSync(flags.json, `${JSON.stringify(result, undefined, 1)}\n`);
  }
  if (flags.least !== undefined && (all.percent ?? 0) < flags.least) process.exitCode = 1;
}

function fromRooms(rooms) {
  const read = rooms.map((room) => {
    const files = codeUnder(ROOT, `src/${room}`);
    if (files.length === 0) refuse(`--room ${room}: src/${room} holds no source`);
    const lines = files.reduce(
      (sum, file) => sum + readFileSync(join(ROOT, file), 'utf8').split('\n').length,
      0,
    );
    return { room, lines, queue: drawn(files.flatMap(placesOf), room, flags.seed) };
  });
  const queues = new Map(read.map(({ room, queue }) => [room, queue]));
  return turnsOf(sharesOf(read, flags.count)).map((room) => ({ room, queue: queues.get(room) }));
}

function fromLine(only) {
  const [, file, line] = /^(.+):(\d+)$/.exec(only) ?? refuse(`--only ${only}: wanted FILE:LINE`);
  if (!file.startsWith('src/') || !existsSync(join(ROOT, file)))
    refuse(`--only ${only}: no such file in src`);
  const at = placesOf(file).filter((place) => place.line === Number(line));
  if (at.length === 0) refuse(`--only ${only}: nothing to change in this line`);
  return at.map((place) => ({ room: file.split('/')[1], queue: [place] }));
}

function placesOf(file) {
  if (!places.has(file)) {
    const found = placesIn(readFileSync(join(ROOT, file), 'utf8'));
    places.set(
      file,
      found.map((place) => ({ file, ...place })),
    );
  }
  return places.get(file);
}

/** The known survivors; one whose place is no more is told, so that the list stays true. */
function readSurvivors() {
  if (!existsSync(join(ROOT, SURVIVORS))) return [];
  const listed = JSON.parse(readFileSync(join(ROOT, SURVIVORS), 'utf8'));
  for (const each of listed)
    if (!existsSync(join(ROOT, each.file)) || !placesOf(each.file).some((place) => isSame(each, place)))
      process.stderr.write(`mutate: ${SURVIVORS}: no such place any more: ${each.file}: ${each.before}\n`);
  return listed;
}

function isSame(one, other) {
  return one.file === other.file && one.before === other.before && one.after === other.after;
}

function readFlags() {
  const { values } = parsed();
  if (values.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  const number = (name, least) => {
    const value = Number(values[name]);
    if (values[name] === '' || !(value >= least))
      refuse(`--${name} ${values[name]}: wanted a number from ${least}`);
    return value;
  };
  return {
    ...values,
    rooms: [...new Set(values.room)],
    count: Math.floor(number('count', 1)),
    seed: number('seed', 0),
    minutes: number('minutes', 0.1),
    tests: values.tests === undefined ? Number.POSITIVE_INFINITY : number('tests', 1),
    timeout: number('timeout', 1),
    workers: number('workers', 1),
    least: values.least === undefined ? undefined : number('least', 0),
  };
}

function parsed() {
  try {
    return parseArgs({
      options: {
        cache: { type: 'string', default: 'node_modules/.cache/mutate' },
        count: { type: 'string', default: '30' },
        help: { type: 'boolean', default: false },
        json: { type: 'string' },
        least: { type: 'string' },
        list: { type: 'boolean', default: false },
        minutes: { type: 'string', default: '30' },
        only: { type: 'string' },
        room: { type: 'string', multiple: true, default: ROOMS },
        seed: { type: 'string', default: '1' },
        tests: { type: 'string' },
        timeout: { type: 'string', default: '120' },
        workers: { type: 'string', default: String(availableParallelism()) },
      },
    });
  } catch (error) {
    return refuse(error.message);
  }
}

function refuse(why) {
  process.stderr.write(`mutate: ${why}\n`);
  process.exit(2);
}
