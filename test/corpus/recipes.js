// Makes clean files that no package holds, by the tools that make them on real machines: once, kept in the cache.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASES } from './recipes/databases.js';
import { IMAGES } from './recipes/images.js';
import { MEDIA } from './recipes/media.js';
import { PACKED } from './recipes/packed.js';
import { has } from './recipes/shell.js';
import { STORES } from './recipes/stores.js';

/**
 * The trees of all recipes below a directory, and those that could not be made, with the tool that is missing or the error.
 * With `isCi` without those that take long. A recipe makes its files in the one directory it is given; the other is beside it, and gone afterwards.
 */
export async function makeRecipes(place, isCi, say) {
  const trees = [];
  const missing = [];
  const recipes = [...PACKED, ...IMAGES, ...STORES, ...DATABASES, ...MEDIA];
  for (const { name, tools, make } of recipes.filter(({ isSlow }) => !isCi || isSlow !== true)) {
    const directory = join(place, name.replaceAll(' ', '-'));
    const lacking = tools.filter((tool) => !has(tool));
    try {
      if (!existsSync(directory)) {
        if (lacking.length > 0) throw new Error(`not installed: ${lacking.join(', ')}`);
        say(`making ${name}`);
        await makeOne(directory, make);
      }
      trees.push({ name, directory });
    } catch (error) {
      missing.push({ name, problem: error.message });
    }
  }
  return { trees, missing };
}

async function makeOne(directory, make) {
  const part = `${directory}.part`;
  const beside = mkdtempSync(join(tmpdir(), 'recipe-'));
  // A server may run as a user of its own.
  chmodSync(beside, 0o711);
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  try {
    await make(part, join(beside, 'beside'));
    renameSync(part, directory);
  } finally {
    rmSync(beside, { recursive: true, force: true });
    rmSync(part, { recursive: true, force: true });
  }
}
