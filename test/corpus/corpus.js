// Measures the detectors on real files: false alarms on clean trees, detection by type and mutation, directory verdicts.
//   npm run corpus                          the whole list (500 MB to fetch), the recipes, all mutations, the scenarios
//   npm run corpus -- --ci --check          the subset of CI; exits 1 where a goal is missed
//   npm run corpus -- --tree /usr/share     more clean trees (repeatable)
//   npm run corpus -- --only clean,trial    some parts: clean trial scenarios damage
//   npm run corpus -- --types png,jpeg      some types of the trial
//   npm run corpus -- --cache DIR           where packages are kept between runs
//   npm run corpus -- --depth deep          another depth than the default
//   npm run corpus -- --docs FILE           the tables, between the two markers in a page
//   npm run corpus -- --json FILE           everything that was found, as JSON
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scanClean } from './clean.js';
import { playDamage } from './damage/play.js';
import { fetchSources } from './fetch.js';
import { makeRecipes } from './recipes.js';
import { playScenarios } from './scenarios.js';
import { tell, withTables } from './tables.js';
import { goalsOf } from './thresholds.js';
import { tryTypes } from './trial.js';
import { TYPES } from './types.js';

const { values } = parseArgs({
  options: {
    cache: { type: 'string', default: join(tmpdir(), 'restorable-corpus') },
    check: { type: 'boolean', default: false },
    ci: { type: 'boolean', default: false },
    depth: { type: 'string' },
    docs: { type: 'string' },
    json: { type: 'string' },
    only: { type: 'string', default: 'clean,trial,scenarios,damage' },
    tree: { type: 'string', multiple: true, default: [] },
    types: { type: 'string', default: Object.keys(TYPES).join(',') },
  },
});
const parts = values.only.split(',');
const work = join(values.cache, `work-${process.pid}`);
const started = performance.now();
const say = (line) =>
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}\n`);

mkdirSync(work, { recursive: true });
try {
  const { trees, missing } = fetchSources(values.cache, values.ci, say);
  const made = await makeRecipes(join(values.cache, 'recipes'), values.ci, say);
  const clean = [
    ...trees,
    ...made.trees,
    ...values.tree.map((directory) => ({ name: directory, directory })),
  ];
  for (const { name, problem } of [...missing, ...made.missing]) say(`not had: ${name}: ${problem}`);
  const report = {
    fetched: { had: trees.length, lacking: missing.length },
    missing: [...missing, ...made.missing],
  };
  if (parts.includes('clean')) report.clean = await scanClean(clean, values.depth, say);
  if (parts.includes('trial')) report.trial = await tryTypes(clean, join(work, 'trial'), values, say);
  if (parts.includes('scenarios'))
    report.scenarios = await playScenarios(clean, join(work, 'scenarios'), values, say);
  if (parts.includes('damage')) report.damage = await playDamage(clean, join(work, 'damage'), values, say);
  report.goals = goalsOf(report);
  process.stdout.write(tell(report));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 1)}\n`);
  if (values.docs !== undefined)
    writeFileSync(values.docs, withTables(readFileSync(values.docs, 'utf8'), report));
  if (values.check && report.goals.some(({ isMet }) => !isMet)) process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
