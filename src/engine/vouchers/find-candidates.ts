import { openBelow } from '../../disk/below.ts';
import { isTrouble, type ListedEntry, namesIn, namesOf } from '../../disk/list.ts';
import { headerOf } from '../../manifest/native/head.ts';
import { heldAtSeal } from '../../manifest/native/held.ts';
import { isNativeName } from '../../manifest/native/read.ts';
import type { FileEntry } from '../../model/entry.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import { createStoreLookup } from '../../read/store-lookup.ts';
import type { Voucher } from '../../voucher/kit/voucher.ts';
import type { Selection } from '../../walk/selection.ts';
import { listTop, walk } from '../../walk/walk.ts';
import type { HiddenPlace } from '../judge/hidden-place.ts';
import { type Root, unlisted } from '../root.ts';
import { type FoundList, foundList, linkedList } from './found-list.ts';
import { vouchedFrom } from './hidden.ts';
import { ownerOf } from './native-owner.ts';
import type { FoundVoucher } from './open-vouchers.ts';
import type { FoundStore } from './stores.ts';

/** What may vouch below a root by its name; nothing of it has been opened. */
export type Candidates = {
  readonly natives: readonly BytePath[];
  readonly files: readonly FoundVoucher[];
  readonly stores: readonly FoundStore[];
  readonly lists: readonly FoundList[];
  readonly hidden: readonly HiddenPlace[];
  /** All links below the root, where the whole of it was walked. */
  readonly links?: ReadonlySet<BytePath>;
};

type Search = {
  readonly leaveOut: Selection | undefined;
  readonly voucher?: string;
  readonly everythingBut?: Selection;
};

const NOTHING: Candidates = { natives: [], files: [], stores: [], lists: [], hidden: [] };

/** Finds the candidates; does not walk where a native manifest at the top has the last word. Throws a Fault (3) where the root cannot be listed. */
export async function findCandidates(root: Root, search: Search): Promise<Candidates> {
  const listing = listTop(root.directory);
  const names = namesIn(root.directory);
  if (isTrouble(listing)) throw unlisted(root, listing);
  if (isTrouble(names)) throw unlisted(root, names);
  const top = listing.filter(({ kind }) => kind === 'file').map(({ path }) => path);
  const owner = ownerOf(top);
  const natives = owner === undefined ? [] : [owner];
  if (root.only !== undefined) {
    return {
      ...NOTHING,
      natives,
      files: filesIn(await loadVouchers(), names, ''),
      lists: top.flatMap((path) => (isNativeName(path) ? [] : (foundList(root.directory, path) ?? []))),
    };
  }
  const hasLastWord = owner !== undefined && (await mayHaveLastWord(root, owner, search));
  return hasLastWord ? { ...NOTHING, natives } : findBelow(root, search);
}

async function mayHaveLastWord(
  root: Root,
  owner: BytePath,
  { voucher, everythingBut }: Search,
): Promise<boolean> {
  if (everythingBut !== undefined || (voucher !== undefined && voucher !== 'native')) return false;
  return voucher === 'native' || hasCheckedLists(join(root.directory, owner));
}

/** Whether lists were checked when a manifest was made; one with a damaged head is reported as that and nothing else. */
async function hasCheckedLists(manifest: BytePath): Promise<boolean> {
  const header = await headerOf(manifest);
  return header === undefined || heldAtSeal(header) !== undefined;
}

async function findBelow(root: Root, { leaveOut, everythingBut }: Search): Promise<Candidates> {
  const natives: BytePath[] = [];
  const lists: FoundList[] = [];
  const links = new Set<BytePath>();
  const files: FoundVoucher[] = [];
  const hidden: HiddenPlace[] = [];
  const [known, { storeAt }] = await Promise.all([loadVouchers(), import('../../voucher/vouchers.ts')]);
  const tops: FoundStore[] = [];
  const onListed = (directory: BytePath, entries: readonly ListedEntry[]): void => {
    const listed = namesOf(entries);
    files.push(...filesIn(known, listed, directory));
    const kind = storeAt(listed);
    if (kind !== undefined) tops.push({ kind, top: directory });
  };
  const addFile = (path: BytePath): void => {
    const list = isNativeName(path) ? undefined : foundList(root.directory, path);
    if (isNativeName(path)) natives.push(path);
    else if (list !== undefined) lists.push(list);
  };
  const addLink = (path: BytePath): void => {
    links.add(path);
    const list = everythingBut?.(path) === true ? undefined : linkedList(root.directory, path);
    if (list === undefined) return;
    if (isTrouble(list))
      hidden.push({ path, kind: 'file', trouble: list, within: vouchedFrom(directoryOf(path)) });
    else lists.push(list);
  };
  for await (const chunk of walk({ root: root.directory, leaveOut, onListed })) {
    for (const entry of chunk) {
      const place = hiddenDirectory(root, entry);
      if (place !== undefined) hidden.push(place);
      if (entry.kind === 'link') addLink(entry.path);
      if (entry.kind === 'file' && everythingBut?.(entry.path) !== true) addFile(entry.path);
    }
  }
  return { natives: ownersAmong(natives), files, stores: sureOf(root, tops), lists, hidden, links };
}

/** Returns the stores that are ones indeed, where names alone do not say it. */
function sureOf(root: Root, stores: readonly FoundStore[]): FoundStore[] {
  if (stores.every(({ kind }) => kind.layout.owned === undefined)) return [...stores];
  const below = openBelow(root.directory);
  try {
    const lookup = createStoreLookup(below);
    return stores.flatMap((store) => {
      if (store.kind.layout.owned === undefined) return [store];
      const owns = lookup.owned(store.top);
      return owns === undefined ? [] : [{ ...store, owns }];
    });
  } finally {
    below.close();
  }
}

/** Returns a directory that could not be listed. Throws a Fault where it is the root. */
function hiddenDirectory(root: Root, { path, kind, trouble }: FileEntry): HiddenPlace | undefined {
  if (trouble === undefined) return undefined;
  if (path === '') throw unlisted(root, trouble);
  return kind === 'directory' ? { path, kind, trouble, within: vouchedFrom(path) } : undefined;
}

/** Returns the native manifests that no other in their directory outranks. */
function ownersAmong(natives: readonly BytePath[]): BytePath[] {
  const byDirectory = new Map<BytePath, BytePath[]>();
  for (const path of natives) {
    const directory = directoryOf(path);
    byDirectory.set(directory, [...(byDirectory.get(directory) ?? []), path]);
  }
  return [...byDirectory.values()].flatMap((paths) => ownerOf(paths) ?? []);
}

/** Loads the vouchers of other tools, which are many files: only where no native manifest has the last word. */
export async function loadVouchers(): Promise<readonly Voucher[]> {
  return (await import('../../voucher/vouchers.ts')).loadVouchers();
}

/** Returns the files that may vouch in one directory, by the names in it. */
export function filesIn(
  known: readonly Voucher[],
  names: ReadonlySet<string>,
  directory: BytePath,
): FoundVoucher[] {
  return known.flatMap((voucher) =>
    voucher.list === undefined
      ? []
      : voucher.list.find(names).map((name) => ({ voucher, path: join(directory, name) })),
  );
}
