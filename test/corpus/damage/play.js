// Plays every pattern of ransomware and every failure of storage over one tree of real files of all types.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { makeBase } from '../base.js';
import { dice } from '../dice.js';
import { scanned } from '../run.js';
import { isTriable } from '../set-aside.js';
import { filesBelow } from '../tree.js';
import { RANSOMWARE } from './ransomware.js';
import { STORAGE } from './storage.js';

const SEED = 1;
const SIZES = [
  { least: 4096, below: 100_000, count: 12, ciCount: 4 },
  { least: 100_000, below: 3_000_000, count: 12, ciCount: 4 },
];

/** What `scan` says of the tree under each pattern and each failure: files changed and seen, as errors, verdict, misses. */
export async function playDamage(trees, place, { depth, ci }, say) {
  const base = join(place, 'base');
  const all = trees.flatMap(({ directory }) => filesBelow(directory)).filter(({ path }) => isTriable(path));
  makeBase(all, base, ci, SIZES);
  for (const { path } of (await scanned(base, depth)).findings)
    rmSync(join(base, path), { recursive: true, force: true });
  const files = filesBelow(base).map(({ path }) => ({
    name: relative(base, path),
    type: relative(base, path).split('/')[0],
    bytes: readFileSync(path),
  }));
  const played = {};
  for (const [family, recipes] of Object.entries({ ransomware: RANSOMWARE, storage: STORAGE })) {
    played[family] = [];
    for (const recipe of recipes) {
      const result = await playOne(recipe, files, join(place, 'tree'), depth);
      played[family].push(result);
      say(`${recipe.name}: ${result.seen} of ${result.changed}`);
    }
  }
  rmSync(place, { recursive: true, force: true });
  return played;
}

async function playOne(recipe, files, tree, depth) {
  rmSync(tree, { recursive: true, force: true });
  const changed = new Map();
  for (const [i, file] of files.entries()) {
    const { name, bytes } = made(recipe, files, file, i);
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), bytes);
    if (recipe.healthy === true || !bytes.equals(file.bytes)) changed.set(name, file.type);
  }
  return told(recipe, changed, await scanned(tree, depth));
}

function made({ name: recipe, change, rename }, files, file, i) {
  const roll = dice(`${recipe}/${file.name}`, SEED);
  const apart = (isFit) => [...files.slice(i + 1), ...files.slice(0, i)].find(isFit)?.bytes;
  const context = {
    roll,
    other: apart(({ type }) => type !== file.type),
    sibling: apart(({ type }) => type === file.type),
    one: files.find(({ type }) => type === 'pdf')?.bytes ?? files[0].bytes,
  };
  const bytes = change(Buffer.from(file.bytes), context) ?? file.bytes;
  const name = rename === undefined ? file.name : join(dirname(file.name), rename(basename(file.name), i));
  return { name, bytes };
}

function told({ name, seen: least, healthy, verdict: wanted }, changed, { findings, end }) {
  const flagged = new Set(findings.map(({ path }) => path));
  const errors = new Set(findings.filter(({ severity }) => severity === 'error').map(({ path }) => path));
  const names = [...changed.keys()];
  const types = [...new Set(changed.values())];
  const missed = types.map((type) => {
    const own = names.filter((each) => changed.get(each) === type);
    return { type, of: own.length, missed: own.filter((each) => !flagged.has(each)).length };
  });
  return {
    name,
    least,
    wanted: wanted ?? 'damaged',
    isHealthy: healthy === true,
    changed: names.length,
    seen: names.filter((each) => flagged.has(each)).length,
    errors: names.filter((each) => errors.has(each)).length,
    verdict: end.verdict,
    directories: findings.filter(({ code }) => code.endsWith('-directory')).length,
    missed: missed.filter((each) => each.missed > 0),
  };
}
