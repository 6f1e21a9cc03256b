import type { ListNames } from '../../manifest/checksum/base.ts';
import type { ChecksumEntry } from '../../manifest/checksum/entries.ts';
import type { EntryTable } from '../../manifest/checksum/entry-table.ts';
import { createProblems, type ListProblem } from '../../manifest/checksum/problems.ts';
import { createResolver } from '../../manifest/checksum/resolve.ts';
import type { SpellingFinder } from '../../manifest/spelling/find-spelling.ts';
import type { BytePath } from '../../model/path.ts';
import { createLinkFollower } from '../../voucher/kit/follow-links.ts';
import { subdirectoriesOf } from '../../voucher/kit/place-names.ts';
import { createPresence } from '../../voucher/kit/presence.ts';
import type { Resolved } from './guess-algorithm.ts';
import { createPlacedTable, type PlacedTable } from './placed-table.ts';

/** Where the entries of a list lie below the root. */
export type PlacedEntries = {
  readonly resolved: PlacedTable;
  /** The same of what messages of its tool name. */
  readonly asked: readonly Resolved[];
  readonly notes: readonly string[];
  /** Entries whose names lead out of the root. */
  readonly problems: readonly ListProblem[];
  /** The links on the way to the others, which need no entry themselves. */
  readonly links: readonly BytePath[];
};

/**
 * Finds the path of each entry of a list, and of what else is asked by its names; follows links that stay inside the root.
 * `known` are all links below it, where a walk listed them.
 */
export function placeEntries(
  root: BytePath,
  list: BytePath,
  { entries, asked }: { readonly entries: EntryTable; readonly asked: readonly ChecksumEntry[] },
  known: ReadonlySet<BytePath> | undefined,
  findSpelling: SpellingFinder,
): PlacedEntries {
  const presence = createPresence(root);
  const resolver = createResolver(asked.length === 0 ? entries : namesOf(entries, asked), {
    list,
    root,
    trust: true,
    findSpelling,
    exists: presence.has,
    directories: (directory) => subdirectoriesOf(root, directory),
  });
  const follow = createLinkFollower(root, known);
  const problems = createProblems();
  const links = new Set<BytePath>();
  const placeOf = (entry: ChecksumEntry): BytePath | undefined => {
    const { path, danger } = resolver.resolve(entry);
    if (danger !== undefined) {
      problems.add('unsafe', entry.line, danger);
      return undefined;
    }
    if (presence.isLost(path)) return path;
    const followed = follow(path);
    for (const link of followed.links) links.add(link);
    return followed.path;
  };
  const table = createPlacedTable(entries);
  let number = 0;
  for (const entry of entries) {
    const path = placeOf(entry);
    if (path !== undefined) table.push(number, path);
    number += 1;
  }
  const others = asked.flatMap((entry): Resolved[] => {
    const path = placeOf(entry);
    return path === undefined ? [] : [{ entry, path }];
  });
  return {
    resolved: table.end(),
    asked: others,
    notes: resolver.notes(),
    problems: problems.all(),
    links: [...links],
  };
}

function namesOf(entries: EntryTable, asked: readonly ChecksumEntry[]): ListNames {
  return {
    length: entries.length + asked.length,
    *[Symbol.iterator]() {
      yield* entries;
      yield* asked;
    },
  };
}
