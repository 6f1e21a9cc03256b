// Every reporter with the events of 1,000,000 files in 100,000 directories and 100,000 findings, each in a process of its
// own: node test/bench/reports.js. The aim is 300 MB and 30 seconds. Needs npm run build.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FINDING_CODES } from '../../dist/model/finding.js';
import { REPORTERS, reporterNamed } from '../../dist/report/formats/reporters.js';
import { PLAIN } from '../../dist/report/reporter.js';

const DIRECTORIES = 100_000;
const CODES = ['unexpected', 'zero-filled', 'corrupt', 'special-file', 'denied'];

/** The events of the run; every directory of ten files has one finding. */
function* events() {
  const judged = { sound: { files: 9, bytes: 9e6 }, garbage: { files: 1, bytes: 1e6 } };
  const counts = Object.fromEntries(CODES.map((code) => [code, DIRECTORIES / CODES.length]));
  yield {
    type: 'begin',
    schema: 1,
    tool: 'restorable/0.0.0',
    id: '01234567-89ab-4def-8123-456789abcdef',
    command: 'verify',
    root: '/srv/backup',
    host: 'db1',
    startedAt: '2026-11-23T05:20:00.000Z',
    depth: 'normal',
    vouchers: [
      { format: 'native', path: 'restorable.sha256', entries: 1e6, answers: ['corrupt', 'complete'] },
    ],
  };
  for (let n = 0; n < DIRECTORIES; n++) {
    const directory = `customers/${Math.floor(n / 1000)}/a directory with a name/${n}`;
    const code = CODES[n % CODES.length];
    const { severity, advice } = FINDING_CODES[code];
    const path = `${directory}/a file with a name of some length, ${n}.pdf`;
    const more = {
      wanted: 'xxh64:023597a2e85efe60',
      found: 'xxh64:498c7f9b89d9fc29',
      detail: `zeros from ${n} to 8192`,
    };
    yield { type: 'finding', code, severity, path, ...more, advice };
    yield { type: 'directory', path: directory, files: 10, bytes: 1e7, judged };
  }
  const all = { files: 10 * DIRECTORIES, bytes: 1e7 * DIRECTORIES };
  yield {
    type: 'end',
    verdict: 'damaged',
    exit: 1,
    ...all,
    counts,
    seconds: 3600,
    coverage: all,
    promised: 1e6,
    held: 9e5,
  };
}

const [, , name] = process.argv;
if (name === undefined) {
  process.stdout.write('| report | seconds | memory, MB | size, MB |\n| --- | --- | --- | --- |\n');
  for (const each of REPORTERS) {
    const own = [fileURLToPath(import.meta.url), each.name];
    process.stdout.write(execFileSync(process.execPath, own, { encoding: 'utf8' }));
  }
} else measure(name);

/** One row of the table. */
function measure(reporter) {
  const directory = mkdtempSync(join(tmpdir(), 'restorable-bench-'));
  const file = join(directory, 'report');
  const descriptor = openSync(file, 'w');
  const started = performance.now();
  const look = { paint: PLAIN, limit: 50, isTalkative: true };
  const running = reporterNamed(reporter).start({ write: (text) => writeSync(descriptor, text) }, look);
  for (const event of events()) running.on(event);
  running.finish?.();
  closeSync(descriptor);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const memory = Math.round(process.resourceUsage().maxRSS / 1000);
  const size = (statSync(file).size / 1e6).toFixed(1);
  rmSync(directory, { recursive: true });
  process.stdout.write(`| ${reporter} | ${seconds} | ${memory} | ${size} |\n`);
}
