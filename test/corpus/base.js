import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dice } from './dice.js';
import { linkAt } from './tree.js';
import { typeOf } from './types.js';

const SEED = 1;
const A_DIRECTORY = 24;

/** A tree as a backup has it: some directories a type, in each so many files of each size as `sizes` says. */
export function makeBase(all, base, isCi, sizes) {
  mkdirSync(base, { recursive: true });
  const roll = dice('base', SEED);
  const byType = new Map();
  for (const file of all) {
    const type = typeOf(file);
    if (type !== undefined) byType.set(type, [...(byType.get(type) ?? []), file]);
  }
  for (const [type, files] of byType) {
    const some = sizes.flatMap(({ least, below, count, ciCount }) =>
      roll.some(
        files.filter(({ size }) => size >= least && size < below),
        isCi ? ciCount : count,
      ),
    );
    some.forEach(({ path }, i) => {
      const name = path.split('/').at(-1);
      linkAt(path, join(base, type.replaceAll(' ', '-'), `${Math.floor(i / A_DIRECTORY)}`, `${i}-${name}`));
    });
  }
}
