import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { statEntry } from '../kit/read-voucher-file.ts';
import type { MtreeSpec } from './lines.ts';

const ASKED = 64;
const MOST_NEIGHBOURS = 256;

/**
 * The directory that a specification describes: its own, one beside it of its name or of the name that the header gives, the
 * one above `etc/mtree`, or the only other one beside it; that in which most of its first paths are there.
 */
export function baseOfSpec(root: BytePath, spec: BytePath, { entries, tree }: MtreeSpec): BytePath {
  const own = directoryOf(spec);
  const asked = entries
    .map(({ path }) => path)
    .filter((path) => path !== '')
    .slice(0, ASKED);
  const hits = (base: BytePath): number =>
    asked.filter((path) => statEntry(root, join(base, path)) !== undefined).length;
  const best = (bases: readonly BytePath[]): { readonly base: BytePath; readonly count: number } => {
    let found = { base: own, count: 0 };
    for (const base of bases) {
      const count = hits(base);
      if (count > found.count) found = { base, count };
    }
    return found;
  };
  const stem = nameOf(spec)
    .replace(/\.gz$/i, '')
    .replace(/[.+_-]?mtree$/i, '');
  const beside = [stem, nameOf(tree?.replace(/\/+$/, '') ?? '')].filter((name) => name !== '');
  const system = /^(.*?)\/?(?:^|(?<=\/))etc\/mtree$/.exec(own)?.[1];
  const near = best([
    own,
    ...beside.map((name) => join(own, name)),
    ...(system === undefined ? [] : [system]),
  ]);
  if (near.count > 0) return near.base;
  const neighbours = namesOf(root, own).filter(({ kind }) => kind === 'directory');
  return best(neighbours.slice(0, MOST_NEIGHBOURS).map(({ name }) => join(own, name))).base;
}
