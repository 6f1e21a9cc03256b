// The trial of one type: each mutation done to some files, which lie beside clean files of their kind, and scanned.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { dice } from './dice.js';
import { MUTATIONS, mutated } from './mutations.js';
import { scanned } from './run.js';
import { isTriable } from './set-aside.js';
import { filesBelow, linkAt } from './tree.js';
import { TYPES, typeOf } from './types.js';

const LEAST = 140_000;
const MOST = 14_000_000;
/** Statistics want a block. */
const SMALLEST = 4096;
const SIBLINGS = 144;
const CLEAN_TO_MUTATED = 12;
const SEED = 1;

/**
 * Tries the named types on what is found in clean trees: for each the number of files tried, their paths, and the results
 * by mutation.
 */
export async function tryTypes(trees, place, { types, depth, ci }, say) {
  const byType = new Map(Object.keys(TYPES).map((type) => [type, []]));
  for (const { directory } of trees) {
    for (const file of filesBelow(directory)) {
      const type = isTriable(file.path) ? typeOf(file) : undefined;
      byType.get(type)?.push(file);
    }
  }
  const trial = {};
  for (const type of types.split(',')) {
    const cast = await soundCast(byType.get(type), ci, place, depth);
    if (cast.victims.length === 0) continue;
    const strangers = ['png', 'SQL dump', 'flac', 'pdf']
      .filter((other) => other !== type)
      .flatMap((other) => byType.get(other).slice(0, 1));
    const tried = await tryType(
      cast,
      strangers.map(({ path }) => readFileSync(path)),
      place,
      depth,
    );
    trial[type] = { victims: cast.victims.length, files: cast.victims.map(({ path }) => path), ...tried };
    say(`tried ${type}: ${cast.victims.length} files, ${cast.siblings.length} siblings`);
  }
  return trial;
}

/** The cast of a type without files that are flagged as they are: finding those again would prove nothing. */
async function soundCast(files, isCi, place, depth) {
  const { victims, siblings } = castOf(files, isCi ? 4 : 12, isCi ? 2_000_000 : MOST);
  rmSync(place, { recursive: true, force: true });
  victims.forEach(({ path }, i) => linkAt(path, join(place, `${i}`, basename(path))));
  const { findings } = victims.length === 0 ? { findings: [] } : await scanned(place, depth);
  const flagged = new Set(findings.map(({ path }) => path.split('/')[0]));
  return { victims: victims.filter((_, i) => !flagged.has(`${i}`)), siblings };
}

/**
 * The files of a type that are mutated: `count` of those of 140 KB to `most` bytes, or the biggest where too few are; and
 * the clean siblings, small files of the same extensions.
 */
function castOf(files, count, most) {
  const fit = files.filter(({ size }) => size >= LEAST && size <= most);
  const rest = files.filter((file) => !fit.includes(file) && file.size >= SMALLEST && file.size <= most);
  const big = rest.toSorted((a, b) => b.size - a.size).slice(0, Math.max(0, count - fit.length));
  const victims = fit.length > count ? dice('victims', SEED).some(fit, count) : [...fit, ...big];
  const spare = files.filter((file) => !victims.includes(file) && file.size >= 1024);
  return { victims, siblings: spare.toSorted((a, b) => a.size - b.size).slice(0, 2000) };
}

/**
 * Tries every mutation on a type: how many files it changed, how many of them were flagged as warning or error, how many
 * as error, and the files that were missed. One scan sees all: a directory a mutation and group.
 */
async function tryType({ victims, siblings }, strangers, place, depth) {
  rmSync(place, { recursive: true, force: true });
  const groups = groupsOf(victims, siblings);
  const changed = new Map();
  for (const mutation of Object.keys(MUTATIONS)) {
    for (const [i, group] of groups.entries()) {
      const directory = join(place, mutation.replaceAll(' ', '-'), `${i}`);
      mkdirSync(directory, { recursive: true });
      const before = changed.size;
      for (const [n, { path }] of group.victims.entries()) {
        const others = { sibling: otherThan(victims, path), stranger: strangers[n % strangers.length] };
        const made = mutated(mutation, readFileSync(path), basename(path), SEED, others);
        if (made === undefined) continue;
        const to = join(directory, `${n}-${made.name}`);
        writeFileSync(to, made.bytes);
        changed.set(relative(place, to), { mutation, path });
      }
      if (changed.size === before) continue;
      for (const [n, { path }] of group.siblings.entries())
        linkAt(path, join(directory, `clean-${n}-${basename(path)}`));
    }
  }
  const { findings } = await scanned(place, depth);
  rmSync(place, { recursive: true, force: true });
  return told(changed, findings);
}

/** The victims in groups so small that twelve times as many files beside them are clean; one group where no sibling is. */
function groupsOf(victims, siblings) {
  const groups = [];
  const kinds = byExtension(victims);
  for (const [extension, kind] of kinds) {
    const clean = siblings.filter((sibling) => sibling.extension === extension).slice(0, SIBLINGS);
    const size = clean.length < CLEAN_TO_MUTATED ? kind.length : Math.floor(clean.length / CLEAN_TO_MUTATED);
    for (let at = 0; at < kind.length; at += size) {
      const some = kind.slice(at, at + size);
      const beside = clean.length < CLEAN_TO_MUTATED ? [] : clean.slice(0, some.length * CLEAN_TO_MUTATED);
      groups.push({ victims: some, siblings: beside });
    }
  }
  return groups;
}

function byExtension(files) {
  const kinds = new Map();
  for (const file of files) kinds.set(file.extension, [...(kinds.get(file.extension) ?? []), file]);
  return kinds;
}

function otherThan(files, path) {
  const other =
    files.find((file) => file.path !== path && file.size >= LEAST) ?? files.find((f) => f.path !== path);
  return other === undefined ? undefined : readFileSync(other.path);
}

function told(changed, findings) {
  const worst = new Map();
  for (const { path, severity } of findings)
    if (severity === 'error' || !worst.has(path)) worst.set(path, severity);
  const results = Object.fromEntries(
    Object.keys(MUTATIONS).map((mutation) => [mutation, { changed: 0, flagged: 0, errors: 0, missed: [] }]),
  );
  for (const [name, { mutation, path }] of changed) {
    const result = results[mutation];
    result.changed += 1;
    if (worst.has(name)) result.flagged += 1;
    else result.missed.push(path);
    if (worst.get(name) === 'error') result.errors += 1;
  }
  const alarms = findings.filter(({ path }) => !changed.has(path) && basename(path).startsWith('clean-'));
  return { results, alarms };
}
