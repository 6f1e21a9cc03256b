// Holds restorable beside the tool that made a store: what each finds of the same damage, and how long a sound run takes.
//   node test/bench/stores.js                 every store whose tool is installed; prints a Markdown table
//   node test/bench/stores.js --only restic   some of them
//   node test/bench/stores.js --mb 200 --runs 5
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
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
import { has, median } from './measure.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    mb: { type: 'string', default: '300' },
    runs: { type: 'string', default: '5' },
  },
});
const PROGRAM = fileURLToPath(new URL('../../bin/restorable.js', import.meta.url));
const DIR = mkdtempSync(join(tmpdir(), 'restorable-stores-'));
process.on('exit', () => rmSync(DIR, { recursive: true, force: true }));
const ENV = {
  ...process.env,
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

/** Each: how the store is made, which files hold its payload, and how its own tool checks it. */
const STORES = [
  {
    name: 'restic',
    tool: 'restic',
    make: `restic -q -r STORE init && restic -q -r STORE backup SOURCE`,
    payload: /\/data\/../,
    check: 'restic -q -r STORE check --read-data',
    says: 'restic check --read-data',
  },
  {
    name: 'borg (repokey)',
    tool: 'borg',
    make: `borg init -e repokey STORE && borg create STORE::a SOURCE`,
    payload: /\/data\/0\//,
    check: 'borg check --repository-only --verify-data STORE || borg check --verify-data STORE',
    says: 'borg check --verify-data',
  },
  {
    name: 'borg (none)',
    tool: 'borg',
    make: `borg init -e none STORE && borg create STORE::a SOURCE`,
    payload: /\/data\/0\//,
    check: 'borg check --repository-only STORE',
    says: 'borg check --repository-only',
  },
  {
    name: 'git (bare)',
    tool: 'git',
    make: `git init -q work && cp -r SOURCE work/s && git -C work add . && git -C work -c user.name=a -c user.email=a@b commit -qm x && git clone -q --bare work STORE && git -C STORE repack -adq && rm -rf work`,
    payload: /\.pack$/,
    check: 'git -C STORE fsck --full --strict',
    says: 'git fsck --full',
  },
  {
    name: 'par2',
    tool: 'par2',
    make: `cp -r SOURCE STORE && cd STORE && par2 create -q -q -s262144 -r2 files.par2 *`,
    payload: /\/(?:text|noise)-/,
    check: 'cd STORE && par2 verify -q -q files.par2',
    says: 'par2 verify',
  },
  {
    name: 'hashdeep',
    tool: 'hashdeep',
    make: `cp -r SOURCE STORE && cd STORE && hashdeep -r -l -c sha256 . > ../list.hd && mv ../list.hd hashdeep.txt`,
    payload: /\/(?:text|noise)-/,
    check:
      'cd STORE && mv hashdeep.txt ../list.hd; hashdeep -r -l -a -k ../list.hd .; code=$?; mv ../list.hd hashdeep.txt; exit $code',
    says: 'hashdeep -r -l -a -k',
  },
  {
    name: 'SFV',
    tool: 'rhash',
    make: `cp -r SOURCE STORE && cd STORE && rhash --sfv -r . > ../list.sfv && mv ../list.sfv list.sfv`,
    payload: /\/(?:text|noise)-/,
    check: 'cd STORE && rhash -c --skip-ok list.sfv',
    says: 'rhash -c',
  },
  {
    name: 'mtree',
    tool: 'mtree',
    make: `mkdir STORE && cp -r SOURCE STORE/t && mtree -c -k sha256digest,size,type,link -p STORE/t > STORE/t.mtree`,
    payload: /\/(?:text|noise)-/,
    check: 'mtree -p STORE/t < STORE/t.mtree',
    says: 'mtree -p',
  },
  {
    name: 'rdiff-backup',
    tool: 'rdiff-backup',
    make: `rdiff-backup SOURCE STORE`,
    payload: /\/(?:text|noise)-/,
    check: 'rdiff-backup --verify STORE',
    says: 'rdiff-backup --verify',
  },
  {
    name: 'SHA256SUMS',
    tool: 'sha256sum',
    make: `cp -r SOURCE STORE && cd STORE && sha256sum * > ../sums && mv ../sums SHA256SUMS`,
    payload: /\/(?:text|noise)-/,
    check: 'cd STORE && sha256sum -c --quiet --strict SHA256SUMS',
    says: 'sha256sum -c',
  },
];

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

const rows = [];
for (const store of STORES) {
  if (values.only !== '' && !values.only.split(',').some((name) => store.name.startsWith(name))) continue;
  if (!has(store.tool)) {
    process.stderr.write(`${store.name}: ${store.tool} is not installed\n`);
    continue;
  }
  const home = mkdtempSync(join(DIR, 'store-'));
  const at = join(home, 'store');
  const made = shell(store.make, home);
  if (made.status !== 0) throw new Error(`${store.name}: ${made.stderr}`);
  const ours = () =>
    spawnSync(process.execPath, [PROGRAM, 'verify', '--no-journal', at], { env: ENV, stdio: 'ignore' })
      .status;
  const theirs = () => shell(store.check, home).status;
  const cells = [`${verdict(ours())} / ${verdict(theirs())}`];
  for (const damage of Object.values(DAMAGES)) {
    const copy = `${at}.sound`;
    cpSync(at, copy, { recursive: true, preserveTimestamps: true });
    damage(victim(at, store.payload));
    cells.push(`${verdict(ours())} / ${verdict(theirs())}`);
    rmSync(at, { recursive: true, force: true });
    shell(`mv '${copy}' '${at}'`, home);
  }
  const pairs = Array.from({ length: Number(values.runs) }, () => [timed(ours), timed(theirs)]);
  const ratio = median(pairs.map(([a, b]) => a / b));
  rows.push([
    store.name,
    store.says,
    ...cells,
    median(pairs.map(([a]) => a)).toFixed(2),
    median(pairs.map(([, b]) => b)).toFixed(2),
    ratio.toFixed(2),
  ]);
  process.stderr.write(`${rows.at(-1).join(' | ')}\n`);
  rmSync(home, { recursive: true, force: true });
}
const head = ['store', 'its tool', 'sound', ...Object.keys(DAMAGES), 'ours (s)', 'theirs (s)', 'ratio'];
for (const row of [head, head.map(() => '---'), ...rows]) process.stdout.write(`| ${row.join(' | ')} |\n`);

function shell(script, cwd) {
  const text = script.replaceAll('STORE', 'store').replaceAll('SOURCE', SOURCE);
  return spawnSync('sh', ['-c', text], { cwd, env: ENV, stdio: ['ignore', 'ignore', 'pipe'] });
}

function verdict(status) {
  return status === 0 ? 'ok' : `found (${status})`;
}

function timed(run) {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

/** A file of the payload, in the middle of them. */
function victim(root, payload) {
  const files = readdirSync(root, { recursive: true })
    .map((name) => join(root, name))
    .filter((file) => payload.test(file) && existsSync(file) && statSync(file).isFile())
    .toSorted();
  const file = files[Math.floor(files.length / 2)];
  if (file === undefined) throw new Error(`no payload in ${root}`);
  return file;
}
