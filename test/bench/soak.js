// Seals and verifies very many files and watches the memory: npm run soak -- --files 2000000 --dir /dev/shm/soak
// Prints the memory (resident, MB) by tenths of each run, the median of each, and its peak; fails where the last tenth has more than a
// quarter more than the fifth.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PROGRAM = fileURLToPath(new URL('../../bin/restorable.js', import.meta.url));
const IN_A_DIRECTORY = 500;
const EVERY_MS = 100;

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '2000000' },
    dir: { type: 'string', default: join(tmpdir(), 'restorable-soak') },
    keep: { type: 'boolean', default: false },
  },
});
const root = join(values.dir, 'root');
const env = { ...process.env, XDG_STATE_HOME: join(values.dir, 'state') };
try {
  lay(Number(values.files));
  let isFlat = true;
  for (const args of [
    ['seal', '--force', root],
    ['verify', root],
    ['scan', root],
  ]) {
    const { code, seconds, samples } = await watched(args);
    const tenths = medians(samples);
    isFlat &&= code === 0 && (tenths[9] ?? 0) <= 1.25 * (tenths[4] ?? 0);
    process.stdout.write(
      `| ${args[0]} | ${code} | ${Math.round(seconds)} s | ${tenths.join(' ')} | ${Math.max(...samples)} |\n`,
    );
  }
  process.exitCode = isFlat ? 0 : 1;
} finally {
  if (!values.keep) rmSync(values.dir, { recursive: true, force: true });
}

/** Files of a line or two, none of which is another one. */
function lay(files) {
  for (let i = 0; i < files; i++) {
    const directory = join(
      root,
      `${Math.floor(i / IN_A_DIRECTORY / 200)}`,
      `${Math.floor(i / IN_A_DIRECTORY)}`,
    );
    if (i % IN_A_DIRECTORY === 0) mkdirSync(directory, { recursive: true });
    writeFileSync(
      join(directory, `note-${i % IN_A_DIRECTORY}.txt`),
      `the note ${i} of many\nand what it says: ${i * 7919}\n`,
    );
  }
}

/** Runs the program, and samples its memory in MB. */
async function watched(args) {
  const begun = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const samples = [];
  const timer = setInterval(() => {
    const [, resident] = /^VmRSS:\s+(\d+)/m.exec(statusOf(child.pid)) ?? [];
    if (resident !== undefined) samples.push(Math.round(Number(resident) / 1024));
  }, EVERY_MS);
  const code = await new Promise((resolve) => {
    child.on('close', resolve);
  });
  clearInterval(timer);
  return { code, seconds: (performance.now() - begun) / 1000, samples };
}

function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

function medians(samples) {
  return Array.from({ length: 10 }, (_, i) => {
    const part = samples
      .slice((i * samples.length) / 10, ((i + 1) * samples.length) / 10)
      .toSorted((a, b) => a - b);
    return part[part.length >> 1];
  });
}
