// Runs on a disk that is full but for so many pages, or so many inodes: npm run full, as root, since it mounts a tmpfs.
// Tree, state, manifest, reports and temporary files lie on it. Each run must end as one with an error of the system must (oracle.js).
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMAND_NAMES, makeHome, PROGRAM } from './homes.js';
import { wrongsOf } from './oracle.js';
import { execute } from './trace.js';

const PAGES = 48;
const INODES = 16;
const PAGE = 4096;
const FULL = { error: 'ENOSPC', call: 'write' };

const disk = mkdtempSync(join(tmpdir(), 'restorable-full-'));
const filler = join(disk, 'filler');
let isWrong = false;
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m,nr_inodes=600', 'tmpfs', disk]);
try {
  for (const name of COMMAND_NAMES) {
    const home = makeHome(join(disk, name.replaceAll(' ', '-')), name);
    const clean = await runIn(home, () => {});
    const rows = [];
    for (let left = 0; left < PAGES; left++) rows.push(await tried(home, clean, 'pages', left));
    for (let left = 0; left < INODES; left++) rows.push(await tried(home, clean, 'inodes', left));
    rmSync(join(disk, name.replaceAll(' ', '-')), { recursive: true });
    const ends = [0, 1, 2, 3, 4].map((code) => rows.filter((each) => each.code === code).length);
    const wrong = rows.filter(({ wrongs }) => wrongs.length > 0);
    isWrong ||= wrong.length > 0;
    process.stdout.write(`| ${name} | ${rows.length} | ${ends.join(' | ')} | ${wrong.length} |\n`);
    for (const { what, left, wrongs } of wrong)
      process.stdout.write(`  with ${left} ${what}: ${wrongs.join('; ')}\n`);
  }
} finally {
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
}
process.exitCode = isWrong ? 1 : 0;

async function tried(home, clean, what, left) {
  const ran = await runIn(home, () => (what === 'pages' ? fillPages(left) : fillInodes(left)));
  return { what, left, code: ran.code, wrongs: wrongsOf(home, clean, FULL, ran) };
}

async function runIn(home, fill) {
  home.fresh();
  fill();
  try {
    return await execute(process.execPath, [PROGRAM, ...home.args], home.env);
  } finally {
    rmSync(filler, { recursive: true, force: true });
  }
}

function fillPages(left) {
  writeFileSync(filler, Buffer.alloc(Math.max(0, statfsSync(disk).bavail - left) * PAGE));
}

function fillInodes(left) {
  mkdirSync(filler);
  for (let i = statfsSync(disk).ffree - left; i > 0; i--) writeFileSync(join(filler, `${i}`), '');
}
