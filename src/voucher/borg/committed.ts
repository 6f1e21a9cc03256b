import type { BytePath } from '../../model/path.ts';

const SEGMENT = /^data\/\d+\/(\d+)$/;
const INDEX = /^index\.(\d+)$/;

/**
 * Returns the number of the last committed segment of a repository, which is the N of its `index.N` (borg internals,
 * "Index, hints and integrity"); undefined where there is no index.
 */
export function lastCommitted(names: Iterable<string>): number | undefined {
  let last: number | undefined;
  for (const name of names) {
    const [, number] = INDEX.exec(name) ?? [];
    if (number !== undefined) last = Math.max(last ?? 0, Number(number));
  }
  return last;
}

/** Returns whether a path is that of a segment that was never committed: borg removes it before it writes again. */
export function isUncommitted(path: BytePath, names: Iterable<string>): boolean {
  const [, number] = SEGMENT.exec(path) ?? [];
  if (number === undefined) return false;
  const last = lastCommitted(names);
  return last !== undefined && Number(number) > last;
}
