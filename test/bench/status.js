// `restorable status` beside an empty program, in turn, with small and with big journals: node test/bench/status.js. Says
// wall time and processor time, medians, in ms. The aim is 200 ms of wall time. Needs npm run build and bash.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openJournal } from '../../dist/cli/journal/journal.js';
import { median } from './measure.js';

const RUNS = 31;
const PROGRAM = fileURLToPath(new URL('../../bin/restorable.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'restorable-status-'));

/** A state directory with the journal of one run and as many findings as make so many MB; gives its place. */
function stateWith(name, megabytes) {
  const state = join(scratch, name);
  const tree = join(scratch, 'tree');
  mkdirSync(tree, { recursive: true });
  writeFileSync(join(tree, 'zeros'), Buffer.alloc(4096));
  const told = spawnSync(process.execPath, [
    PROGRAM,
    'scan',
    '--no-journal',
    '--json',
    tree,
  ]).stdout.toString();
  const lines = told.split('\n').filter((line) => line !== '');
  process.env['XDG_STATE_HOME'] = state;
  const journal = openJournal('scan', new Date(), '01234567-89ab-4def-8123-456789abcdef');
  for (const line of lines) {
    const times = line.startsWith('{"type":"finding"') ? Math.ceil((megabytes * 1e6) / line.length) : 1;
    for (let i = 0; i < times; i++) journal.write(`${line}\n`);
  }
  journal.close();
  say(`${name}: a journal of ${(statSync(journal.file).size / 1e6).toFixed(1)} MB`);
  return state;
}

/** A line to stdout. */
function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Wall and processor seconds of a command, by the clock of bash. */
function measure({ command, state }) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1';
  const env = { ...process.env, XDG_STATE_HOME: state };
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], { env, encoding: 'utf8' });
  const [wall = 0, user = 0, system = 0] = stderr.trim().split(' ').map(Number);
  return { wall, processor: user + system };
}

try {
  const small = stateWith('small', 0);
  const big = stateWith('big', 32);
  const rows = [
    { name: 'node -e 0', command: [process.execPath, '-e', '0'], state: small },
    { name: 'status, small journal', command: [process.execPath, PROGRAM, 'status'], state: small },
    { name: 'status, big journal', command: [process.execPath, PROGRAM, 'status'], state: big },
  ].map((row) => ({ ...row, times: [] }));
  for (let i = 0; i < RUNS; i++) for (const row of rows) row.times.push(measure(row));
  const ms = (times, of) => `${(median(times.map((time) => time[of])) * 1000).toFixed(0)} ms`;
  for (const { name, times } of rows)
    say(`${name}: ${ms(times, 'wall')} wall, ${ms(times, 'processor')} processor`);
  say(`${RUNS} runs each; load ${execFileSync('cat', ['/proc/loadavg'], { encoding: 'utf8' }).slice(0, 4)}`);
} finally {
  rmSync(scratch, { recursive: true });
}
