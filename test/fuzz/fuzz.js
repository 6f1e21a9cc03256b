// Gives every parser seeded mutations of good inputs for a while, and counts: npm run fuzz -- --minutes 10
//   --only NAME     one target (repeatable), such as structure/gif or manifest/bagit
//   --seed N        where to begin; the same seed gives the same inputs
//   --keep DIR      where to write inputs that a parser did not refuse as it must
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './run.js';
import { targetsIn } from './targets.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    only: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
const work = mkdtempSync(join(tmpdir(), 'restorable-fuzz-'));
let failed = 0;
try {
  const names = (await targetsIn(join(work, 'names'))).map(({ name }) => name);
  let wanted = values.only.length === 0 ? names : values.only;
  const milliseconds = (Number(values.minutes) * 60_000) / wanted.length;
  // A target that hangs ends its thread; the others go on in another.
  while (wanted.length > 0) {
    const options = {
      work,
      names: wanted,
      seed: Number(values.seed),
      count: Number.POSITIVE_INFINITY,
      milliseconds,
    };
    const { done, wrongs } = await fuzz(options);
    for (const { name, executions, refused, most } of done) {
      const wrong = wrongs.filter((each) => each.name === name).length;
      process.stdout.write(`| ${name} | ${executions} | ${refused} | ${most} | ${wrong} |\n`);
    }
    failed += wrongs.length;
    const told = new Map(wrongs.map((wrong) => [`${wrong.name} ${wrong.why.slice(0, 200)}`, wrong]));
    for (const wrong of told.values()) tell(wrong);
    const over = new Set([...done, ...wrongs].map(({ name }) => name));
    wanted = over.size === 0 ? [] : wanted.filter((name) => !over.has(name));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

function tell({ name, seed, source, bytes, why }) {
  process.stdout.write(`${name}: seed ${seed}, ${source}: ${why}\n`);
  if (values.keep === undefined) return;
  const directory = join(values.keep, name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${seed}-${basename(source)}`), bytes);
}
