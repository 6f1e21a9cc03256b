import type { Base } from '../../manifest/checksum/base.ts';
import { cleanPath } from '../../manifest/checksum/path.ts';
import { createResolver } from '../../manifest/checksum/resolve.ts';
import type { BytePath } from '../../model/path.ts';
import { createLinkFollower } from './follow-links.ts';
import { namesOf } from './list-files.ts';
import { createPresence } from './presence.ts';
import { spellingFinderOf } from './spelling-finder.ts';
import type { Candidate } from './voucher.ts';

/** Where a name of a list lies below the root, or why it must not be followed. */
export type PlacedName = { readonly path: BytePath } | { readonly danger: string };

/** Where the names of a list lie. */
export type PlacedNames = {
  /** What relative names are relative to. */
  readonly base: Base;
  /** One for each name, in their order. */
  readonly placed: readonly PlacedName[];
  readonly notes: readonly string[];
  /** The links on the way to them, which need no entry themselves. */
  readonly links: readonly BytePath[];
};

/** What else is known of the names of a list. */
export type NamesOptions = {
  /** Each backslash in a name is literal. */
  readonly escaped?: boolean;
  /** The list describes links themselves, so that none is followed. */
  readonly describesLinks?: boolean;
  /** Names of directories beside the list that it gives for what it describes. */
  readonly named?: readonly BytePath[];
};

/** Places the names of a list below the root by the rule that all lists share, and follows links that stay inside it. */
export function placeNames(
  { root, path, links: known }: Candidate,
  names: readonly BytePath[],
  { escaped = false, describesLinks = false, named = [] }: NamesOptions = {},
): PlacedNames {
  const cleaned = names.map((name) => ({ path: cleanPath(name) ?? name, escaped }));
  const presence = createPresence(root);
  const resolver = createResolver(cleaned, {
    list: path,
    root,
    named,
    trust: true,
    findSpelling: spellingFinderOf(root),
    exists: presence.has,
    directories: (directory) => subdirectoriesOf(root, directory),
  });
  const follow = createLinkFollower(root, known);
  const links = new Set<BytePath>();
  const placed = cleaned.map((name): PlacedName => {
    const { path: at, danger } = resolver.resolve(name);
    if (danger !== undefined) return { danger };
    if (describesLinks || presence.isLost(at)) return { path: at };
    const followed = follow(at);
    for (const link of followed.links) links.add(link);
    return { path: followed.path };
  });
  return { base: resolver.base, placed, notes: resolver.notes(), links: [...links] };
}

/** Returns the names of the directories in a directory below the root. */
export function subdirectoriesOf(root: BytePath, directory: BytePath): BytePath[] {
  return namesOf(root, directory)
    .filter(({ kind }) => kind === 'directory')
    .map(({ name }) => name)
    .toSorted();
}
