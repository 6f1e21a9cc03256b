// The short form of the bench, for CI: processor seconds against a peer, in turn, which a busy machine changes less than the clock.
//   npm run bench:short                fails where a ratio is 1.5 times the one in committed.json
//   npm run bench:short -- --commit    writes committed.json anew

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBig, makeSmall } from './data.js';
import { pair, processorSeconds } from './measure.js';

const PROGRAM = fileURLToPath(new URL('../../bin/restorable.js', import.meta.url));
const COMMITTED = new URL('committed.json', import.meta.url);
const WORSE = 1.5;
const RUNS = 5;

const directory = mkdtempSync(join(tmpdir(), 'restorable-bench-'));
const small = join(directory, 'small');
const big = join(directory, 'big');
const ours = (...words) => ({ command: [process.execPath, PROGRAM, ...words, '--no-journal'] });
const bare = { command: [process.execPath, '-e', '0'] };

/** The list that a tool makes of a directory, and the command that holds the directory against it. */
function listed(of, tool) {
  const file = `${of}.${tool}`;
  const script = `find . -type f ! -name 'restorable.*' -print0 | xargs -0 ${tool} > ${file}`;
  if (spawnSync('sh', ['-c', script], { cwd: of }).status !== 0) throw new Error(`${tool} failed`);
  return { file, command: [tool, '-c', file], cwd: of };
}

try {
  makeSmall(small, 20_000, 1024, 20_480);
  makeBig(big, 2, 256 << 20);
  const seal = (of) => ours('seal', of, '--output', `${of}.sha256`, '--force', '--accept-findings');
  for (const of of [small, big]) processorSeconds(seal(of));
  const verify = (of) => ours('verify', of, '--manifest', `${of}.sha256`);
  const sums = { command: ['sh', '-c', 'find . -type f -print0 | xargs -0 sha256sum'], cwd: small };
  const list = listed(big, 'sha256sum');
  const cases = {
    'verify, 2 files of 256 MiB, against xxhsum -c': [verify(big), listed(big, 'xxhsum')],
    'verify, 20,000 files of 1-20 KiB, against xxhsum -c': [verify(small), listed(small, 'xxhsum')],
    'seal, 20,000 files of 1-20 KiB, against sha256sum': [seal(small), sums],
    'a list of sha256sum, 2 files of 256 MiB, against sha256sum -c': [
      // What nobody sealed is looked into, and these bytes look random.
      ours('verify', big, '--manifest', list.file, '--fail-on', 'error'),
      list,
    ],
    '--version, against node -e 0': [{ command: [process.execPath, PROGRAM, '--version'] }, bare],
  };
  const ratios = Object.fromEntries(
    Object.entries(cases).map(([name, [mine, theirs]]) => [
      name,
      Number(pair(mine, theirs, RUNS, processorSeconds).ratio.toFixed(2)),
    ]),
  );
  if (process.argv.includes('--commit')) writeFileSync(COMMITTED, `${JSON.stringify(ratios, null, 2)}\n`);
  const committed = JSON.parse(readFileSync(COMMITTED, 'utf8'));
  for (const [name, ratio] of Object.entries(ratios)) {
    const most = committed[name] * WORSE;
    const isWorse = !(ratio <= most);
    process.stdout.write(`${isWorse ? 'WORSE' : 'ok   '} ${ratio.toFixed(2)} (${committed[name]}) ${name}\n`);
    if (isWorse) process.exitCode = 1;
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
