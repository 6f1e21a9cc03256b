import type { ChecksumEntry } from '../../manifest/checksum/entries.ts';
import { createProblems, type ListProblem } from '../../manifest/checksum/problems.ts';
import { createResolver } from '../../manifest/checksum/resolve.ts';
import type { SpellingFinder } from '../../manifest/spelling/find-spelling.ts';
import type { BytePath } from '../../model/path.ts';
import { createLinkFollower } from '../../voucher/kit/follow-links.ts';
import { subdirectoriesOf } from '../../voucher/kit/place-names.ts';
import { statEntry } from '../../voucher/kit/read-voucher-file.ts';
import type { Resolved } from './guess-algorithm.ts';

/** Where the entries of a list lie below the root. */
export type PlacedEntries = {
  readonly resolved: readonly Resolved[];
  readonly notes: readonly string[];
  /** Entries whose names lead out of the root. */
  readonly problems: readonly ListProblem[];
  /** The links on the way to the others, which need no entry themselves. */
  readonly links: readonly BytePath[];
};

/** Finds the path of each entry of a list, and follows links that stay inside the root; `links` are all below it, if known. */
export function placeEntries(
  root: BytePath,
  list: BytePath,
  entries: readonly ChecksumEntry[],
  known: ReadonlySet<BytePath> | undefined,
  findSpelling: SpellingFinder,
): PlacedEntries {
  const resolver = createResolver(entries, {
    list,
    root,
    trust: true,
    findSpelling,
    exists: (path) => statEntry(root, path) !== undefined,
    directories: (directory) => subdirectoriesOf(root, directory),
  });
  const follow = createLinkFollower(root, known);
  const problems = createProblems();
  const links = new Set<BytePath>();
  const resolved: Resolved[] = [];
  for (const entry of entries) {
    const { path, danger } = resolver.resolve(entry);
    if (danger !== undefined) {
      problems.add('unsafe', entry.line, danger);
      continue;
    }
    const followed = follow(path);
    for (const link of followed.links) links.add(link);
    resolved.push({ entry, path: followed.path });
  }
  return { resolved, notes: resolver.notes(), problems: problems.all(), links: [...links] };
}
