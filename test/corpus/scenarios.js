// What happens to whole directories: each scenario is done to a copy of one tree of real files, which was sealed before.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FINDING_CODES } from '../../dist/index.js';
import { makeBase } from './base.js';
import { BENIGN, DAMAGE } from './changes.js';
import { dice } from './dice.js';
import { scanned, sealed, verified } from './run.js';
import { reasonFor } from './set-aside.js';
import { filesBelow, linkAt } from './tree.js';

const SEED = 1;
const SIZES = [
  { least: 2000, below: 1 << 20, count: 20, ciCount: 8 },
  { least: (1 << 20) + 1, below: 5 << 20, count: 4, ciCount: 2 },
];

/**
 * Plays every scenario: what `scan` says of the changed tree, what `verify` says of it, and whether that is right. Damage is
 * right where the codes that it must raise are there; a benign change, where no code about content or directories is an error.
 */
export async function playScenarios(trees, place, { depth, ci }, say) {
  const all = trees
    .flatMap(({ directory }) => filesBelow(directory))
    .filter(({ path }) => reasonFor(path) === undefined);
  const base = join(place, 'base');
  makeBase(all, base, ci, SIZES);
  // What is flagged as it is would be flagged in every scenario.
  for (const { path } of (await scanned(base, depth)).findings) rmSync(join(base, path), { recursive: true });
  const results = [];
  for (const scenario of [...DAMAGE, ...BENIGN]) {
    const tree = join(place, 'tree');
    const manifest = join(place, 'tree.sha256');
    rmSync(tree, { recursive: true, force: true });
    for (const { path } of filesBelow(base)) linkAt(path, path.replace(base, tree));
    scenario.prepare?.(tree, { all, trees });
    await sealed(tree, manifest);
    const done = scenario.change(tree, { roll: dice(scenario.name, SEED), all, trees });
    const outcomes = { scan: await scanned(tree, depth), verify: await verified(tree, manifest, depth) };
    for (const run of ['scan', 'verify']) {
      const wanted = scenario.wanted?.[run] ?? [];
      const isBenign = scenario.wanted === undefined;
      const result = { name: scenario.name, run, ...judged(outcomes[run], wanted, done, run, isBenign) };
      results.push(result);
      say(`${scenario.name}, ${run}: ${result.isRight ? 'right' : 'WRONG'}`);
    }
  }
  rmSync(place, { recursive: true, force: true });
  return results;
}

/**
 * `wanted` is a list of conditions, each a list of codes of which one must be there as an error or a warning. What was
 * sealed, `verify` must flag file by file.
 */
function judged({ findings, end }, wanted, { touched, flag = [] }, run, isBenign) {
  const codes = countsOf(findings);
  const severe = findings.filter(({ code, severity }) => severity === 'error' && isAboutContent(code));
  const lacking = wanted.filter((some) => !some.some((code) => codes[code] !== undefined));
  const flagged = new Set(findings.map(({ path }) => path));
  const unseen = flag.filter((path) => !flagged.has(path));
  const isSeen = run === 'scan' || unseen.length === 0;
  const conditions = wanted.map((some) => some.join(' or ')).join(' and ');
  return {
    verdict: end.verdict,
    codes,
    touched,
    unseen,
    wanted: isBenign ? 'no error about content or directories' : conditions,
    isRight: isBenign ? severe.length === 0 : lacking.length === 0 && isSeen && end.verdict !== 'sound',
    ...(isBenign ? { severe } : {}),
  };
}

function isAboutContent(code) {
  return ['content', 'directory'].includes(FINDING_CODES[code].subject);
}

function countsOf(findings) {
  const counts = {};
  for (const { code } of findings) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
