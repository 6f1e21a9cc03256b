// Puts a fault into every system call that a run makes about its trees, and counts what came of it: npm run faults
//   --only NAME     one command (repeatable), such as seal
//   --calls LIST    some calls, such as openat,read
//   --errors LIST   some errors, such as EIO
//   --every N       each N-th fault alone
//   --kill          ends runs with SIGKILL at each of their calls instead
//   --json FILE     every fault and what came of it
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMMAND_NAMES, makeHome } from './homes.js';
import { killAt } from './kill.js';
import { wrongsOf } from './oracle.js';
import { faultsFor, injectionOf } from './plan.js';
import { callsAbout, hitIn, traced } from './trace.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: COMMAND_NAMES },
    calls: { type: 'string' },
    errors: { type: 'string' },
    json: { type: 'string' },
    kill: { type: 'boolean', default: false },
    every: { type: 'string', default: '1' },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'restorable-faults-'));
const results = [];
/** With --every 5, each fifth of a list. */
const isDrawn = (_, i) => i % Number(values.every) === 0;
const isWanted = (list, each) => list === undefined || list.split(',').includes(each);
try {
  for (const name of values.only) {
    const home = makeHome(join(scratch, name.replaceAll(' ', '-')), name);
    home.fresh();
    const clean = await traced(home);
    const calls = callsAbout(home, clean.lines);
    const faults = faultsFor(calls).filter(
      ({ call, error }, i) =>
        isWanted(values.calls, call) && isWanted(values.errors, error) && isDrawn(undefined, i),
    );
    if (values.kill) {
      for (const place of calls.filter(isDrawn)) await tryKill(home, place);
      continue;
    }
    process.stderr.write(`${name}: exit ${clean.code}, ${calls.length} calls, ${faults.length} faults\n`);
    for (const fault of faults) {
      home.fresh();
      const ran = await traced(home, injectionOf(fault), fault.call);
      const hit = hitIn(home, ran.lines).filter(({ about }) => about !== undefined);
      const wrongs = hit.length === 0 ? [] : wrongsOf(home, clean, fault, ran);
      results.push({ name, ...fault, code: ran.code, wrongs, isHit: hit.length > 0 });
      for (const wrong of wrongs)
        process.stdout.write(
          `${name}: ${fault.call} ${fault.nth} ${fault.error} (${fault.about}): ${wrong}\n`,
        );
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
async function tryKill(home, place) {
  const wrongs = await killAt(home, place);
  results.push({ name: home.name, ...place, wrongs: wrongs ?? [], isHit: wrongs !== undefined });
  for (const wrong of wrongs ?? [])
    process.stdout.write(`${home.name}: killed at ${place.call} ${place.nth} (${place.about}): ${wrong}\n`);
}

if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(results));
for (const name of values.only) {
  const own = results.filter((each) => each.name === name && each.isHit);
  const ends = [0, 1, 2, 3, 4].map((code) => own.filter((each) => each.code === code).length);
  const wrong = own.filter(({ wrongs }) => wrongs.length > 0).length;
  process.stdout.write(`| ${name} | ${own.length} | ${ends.join(' | ')} | ${wrong} |\n`);
}
process.exitCode = results.some(({ wrongs }) => wrongs.length > 0) ? 1 : 0;
