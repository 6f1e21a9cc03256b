// Holds restorable beside the tool that made a store: what each finds of the same damage, and how long a sound run takes.
//   node test/bench/stores.js                 every store whose tool is installed; prints a Markdown table
//   node test/bench/stores.js --only restic   some of them
//   node test/bench/stores.js --mb 200 --runs 5
//   node test/bench/stores.js --times --mb 1024      nothing but the times, of the processor and of the clock
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { has, median, processorSeconds } from './measure.js';
import { STORES } from './store-kinds.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    mb: { type: 'string', default: '300' },
    runs: { type: 'string', default: '5' },
    times: { type: 'boolean', default: false },
  },
});
const PROGRAM = fileURLToPath(new URL('../../bin/restorable.js', import.meta.url));
const DIR = mkdtempSync(join(tmpdir(), 'restorable-stores-'));
// A server of PostgreSQL runs as another user than root.
chmodSync(DIR, 0o755);
process.on('exit', () => rmSync(DIR, { recursive: true, force: true }));
const ENV = {
  ...process.env,
  PATH: `${process.env.PATH}:${serverPrograms()}`,
  RESTIC_PASSWORD: 'x',
  BORG_PASSPHRASE: 'x',
  BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
  BORG_BASE_DIR: DIR,
  RESTIC_CACHE_DIR: join(DIR, 'cache'),
};

/** Content that packs like a mixed backup: text that hardly repeats, and noise. */
function makeSource(directory, megabytes) {
  mkdirSync(directory, { recursive: true });
  for (let n = 0; n < megabytes; n++) {
    const lines = [];
    for (let i = 0, size = 0; size < 500_000; i++) {
      const line = `${n} ${i} ${createHash('md5').update(`${n}/${i}`).digest('hex')} an ordinary line\n`;
      lines.push(line);
      size += line.length;
    }
    writeFileSync(join(directory, `text-${n}.txt`), lines.join(''));
    const noise = Buffer.alloc(500_000);
    for (let at = 0; at < noise.length; at += 32)
      createHash('sha256').update(`${n}:${at}`).digest().copy(noise, at);
    writeFileSync(join(directory, `noise-${n}.gz`), gzipSync(noise, { level: 1 }));
  }
}

const SOURCE = join(DIR, 'source');
makeSource(SOURCE, Number(values.mb));

const DAMAGES = {
  'a byte turned': (file) => {
    const bytes = readFileSync(file);
    const at = Math.floor(bytes.length / 2);
    bytes[at] ^= 0x10;
    writeFileSync(file, bytes);
  },
  cut: (file) => truncateSync(file, Math.floor(statSync(file).size * 0.6)),
  missing: (file) => rmSync(file),
  extra: (file) => writeFileSync(join(file, '..', 'an extra file'), 'extra\n'),
};

const damages = values.times ? {} : DAMAGES;
const NOT_MEASURED = { processor: Number.NaN, clock: Number.NaN };
const rows = [];
for (const store of STORES) {
  if (values.only !== '' && !values.only.split(',').some((name) => store.name.startsWith(name))) continue;
  // A row of times needs two of them.
  if (values.times && store.check === undefined) continue;
  if (!has(store.tool)) {
    process.stderr.write(`${store.name}: ${store.tool} is not installed\n`);
    continue;
  }
  const home = mkdtempSync(join(DIR, 'store-'));
  chmodSync(home, 0o755);
  const at = join(home, 'store');
  const made = shell(store.make, home);
  if (made.status !== 0) throw new Error(`${store.name}: ${made.stderr.toString()}`);
  const ours = () =>
    spawnSync(process.execPath, [PROGRAM, 'verify', '--no-journal', ...(store.flags ?? []), at], {
      env: ENV,
      stdio: 'ignore',
    }).status;
  const theirs = () => (store.check === undefined ? undefined : shell(store.check, home).status);
  const cells = values.times ? [] : [`${verdict(ours())} / ${verdict(theirs())}`];
  for (const damage of Object.values(damages)) {
    const copy = `${at}.sound`;
    cpSync(at, copy, { recursive: true, preserveTimestamps: true });
    damage(victim(at, store.payload));
    cells.push(`${verdict(ours())} / ${verdict(theirs())}`);
    rmSync(at, { recursive: true, force: true });
    shell(`mv '${copy}' '${at}'`, home);
  }
  rows.push([store.name, store.says, ...cells, ...times(store, home, at)]);
  process.stderr.write(`${rows.at(-1).join(' | ')}\n`);
  rmSync(home, { recursive: true, force: true });
}
const head = [
  'store',
  'its tool',
  ...(values.times ? [] : ['sound', ...Object.keys(DAMAGES)]),
  'ours (s)',
  'again (s)',
  'theirs (s)',
  'ratio',
  'again',
  'by the clock',
  'again',
];
for (const row of [head, head.map(() => '---'), ...rows]) process.stdout.write(`| ${row.join(' | ')} |\n`);

function shell(script, cwd) {
  return spawnSync('sh', ['-c', filledIn(script)], { cwd, env: ENV, stdio: ['ignore', 'ignore', 'pipe'] });
}

function filledIn(script) {
  return script.replaceAll('STORE', 'store').replaceAll('SOURCE', SOURCE).replaceAll('MEGABYTES', values.mb);
}

/**
 * Processor seconds of a run that knows nothing, of one after it and of the store's tool, the ratios of the first two to that, and
 * the same ratios by the clock; runs in turn.
 */
function times(store, home, at) {
  const script = (text) => ({
    command: ['sh', '-c', `exec >/dev/null; ${filledIn(text)}`],
    cwd: home,
    env: ENV,
  });
  const ours = (...flags) => ({
    command: [process.execPath, PROGRAM, 'verify', ...(store.flags ?? []), ...flags, at],
    env: { ...ENV, XDG_STATE_HOME: join(home, 'state') },
  });
  processorSeconds(ours());
  const runs = Array.from({ length: Number(values.runs) }, () => [
    measured(ours('--no-journal')),
    measured(ours()),
    store.check === undefined ? NOT_MEASURED : measured(script(store.check)),
  ]);
  const middle = (of) => {
    const figure = median(runs.map(of));
    return Number.isNaN(figure) ? '–' : figure.toFixed(2);
  };
  return [
    ([a]) => a.processor,
    ([, b]) => b.processor,
    ([, , c]) => c.processor,
    ([a, , c]) => a.processor / c.processor,
    ([, b, c]) => b.processor / c.processor,
    ([a, , c]) => a.clock / c.clock,
    ([, b, c]) => b.clock / c.clock,
  ].map(middle);
}

function measured(run) {
  const start = performance.now();
  const processor = processorSeconds(run);
  return { processor, clock: performance.now() - start };
}

function verdict(status) {
  if (status === undefined) return '–';
  return status === 0 ? 'ok' : `found (${status})`;
}

/** A file of the payload, in the middle of them. */
function victim(root, payload) {
  const files = readdirSync(root, { recursive: true })
    .map((name) => join(root, name))
    .filter((file) => payload.test(file) && isFilled(file))
    .toSorted();
  const file = files[Math.floor(files.length / 2)];
  if (file === undefined) throw new Error(`no payload in ${root}`);
  return file;
}

/** Where Debian keeps initdb, off the PATH. */
function serverPrograms() {
  const top = '/usr/lib/postgresql';
  if (!existsSync(top)) return '';
  const [newest = ''] = readdirSync(top).toSorted((a, b) => Number(b) - Number(a));
  return join(top, newest, 'bin');
}

function isFilled(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size > 0;
}
