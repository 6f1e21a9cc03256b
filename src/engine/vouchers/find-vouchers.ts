import { isTrouble, type ListedEntry, namesIn, namesOf } from '../../disk/list.ts';
import { isNative, isNativeName, openNative } from '../../manifest/native/read.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, directoryOf, fromText, join, nameOf } from '../../model/path.ts';
import type { Voucher } from '../../voucher/kit/voucher.ts';
import { isLeftOut, type Selection } from '../../walk/selection.ts';
import { listTop, walk } from '../../walk/walk.ts';
import { type Root, unlisted } from '../root.ts';
import { type FoundList, foundList } from './found-list.ts';
import type { HiddenPlace } from './hidden.ts';
import { manifestHead } from './manifest-head.ts';
import { hasAbove, ownerOf } from './native-owner.ts';
import type { OpenedLists } from './open-checksum-lists.ts';
import type { FoundVoucher, OpenedVouchers } from './open-vouchers.ts';
import { isSealed, sealedAmong } from './sealed-vouchers.ts';
import { type FoundStore, storesManifest } from './stores.ts';
import type { UnusedList } from './unused-list.ts';

/** What vouches for a root, the files in it that do so, and the stores that are known but say nothing of their files. */
export type Discovered = {
  readonly vouchers: readonly Manifest[];
  readonly exempt: ReadonlySet<BytePath>;
  readonly silent?: readonly FoundStore[];
  /** Where something may vouch that could not be looked at. */
  readonly hidden: readonly HiddenPlace[];
  /** What looks like a checksum list and is not used. */
  readonly unused?: readonly UnusedList[];
};

/** How to look: a manifest the user named, what to leave out, where to sort. */
export type DiscoverOptions = {
  readonly manifest?: string;
  /** Whether the strong digests of native manifests are wanted. */
  readonly strong?: boolean;
  /** Only vouchers of this kind: `native`, `checksum-list`, or the name of a voucher of another tool. */
  readonly voucher?: string;
  readonly leaveOut: Selection | undefined;
  readonly temporary: string;
  /** Everything that vouches anywhere, also below native manifests, but not what this says; else what has the last word. */
  readonly everythingBut?: Selection;
};

const COMPANIONS = ['.sig', '.asc', '.gpg', '.sign', '.minisig'];

/**
 * Finds what vouches for a root: the manifest the user named; else a native manifest at its top; else, anywhere below
 * it, native manifests (each owns its directory) and checksum lists.
 */
export async function discover(root: Root, options: DiscoverOptions): Promise<Discovered> {
  if (options.manifest !== undefined) return openNamed(root, options.manifest, options);
  const { everythingBut } = options;
  const { natives, files, stores, lists, hidden, links } = onlyOf(options.voucher, await find(root, options));
  const vouchers: Manifest[] = [];
  for (const path of natives)
    vouchers.push(await openNative(join(root.directory, path), directoryOf(path), options.strong === true));
  const sealed = await sealedAmong(vouchers, everythingBut === undefined ? [...files, ...lists] : []);
  const isOutside = ({ path }: { readonly path: BytePath }): boolean =>
    everythingBut === undefined ? !sealed.has(path) : !everythingBut(path);
  const isStoreOutside = (top: BytePath): boolean =>
    everythingBut === undefined ? !isSealed(vouchers, top) : !everythingBut(top);
  const others = await openVouchers(root, files.filter(isOutside), options.temporary, links);
  const used = new Set(others.used);
  const outside = lists.filter((list) => isOutside(list) && !used.has(list.path));
  const opened = await openLists(root, outside, options.temporary, links);
  return {
    vouchers: [
      ...vouchers,
      ...others.opened.map(({ manifest }) => manifest),
      ...opened.vouchers,
      ...storesManifest(
        root,
        stores.filter(({ kind, top }) => kind.layout.vouches === true && isStoreOutside(top)),
        others.opened,
      ),
    ],
    exempt: new Set(
      [...natives, ...others.used, ...opened.used, ...opened.unused.map(({ path }) => path)].flatMap(
        withCompanions,
      ),
    ),
    silent: stores.filter(({ kind }) => kind.layout.vouches !== true),
    hidden: [...hidden, ...others.hidden, ...opened.hidden].filter(
      ({ path }) => !isLeftOut(options.leaveOut, path),
    ),
    unused: opened.unused,
  };
}

/** What was found of the one kind of voucher that is asked for, or everything. */
function onlyOf(name: string | undefined, found: Found): Found {
  if (name === undefined) return found;
  return {
    ...found,
    natives: name === 'native' ? found.natives : [],
    files: found.files.filter(({ voucher }) => voucher.name === name),
    stores: found.stores.filter(({ kind }) => kind.voucher.name === name),
    lists: name === 'checksum-list' ? found.lists : [],
  };
}

async function openNamed(
  root: Root,
  named: string,
  { strong, temporary }: DiscoverOptions,
): Promise<Discovered> {
  const file = fromText(named);
  const prefix = `${root.directory}/`;
  const inside = file.startsWith(prefix) ? file.slice(prefix.length) : undefined;
  const exempt = new Set(inside === undefined ? [] : withCompanions(inside));
  if (isNative(nameOf(file), await manifestHead(file, named))) {
    return {
      vouchers: [await openNative(file, inside === undefined ? '' : directoryOf(inside), strong === true)],
      exempt,
      hidden: [],
    };
  }
  const listing = namesIn(directoryOf(file));
  const beside = isTrouble(listing) ? new Set([nameOf(file)]) : listing;
  const found = filesIn(await loadVouchers(), beside, '').find(({ path }) => path === nameOf(file));
  if (found !== undefined && inside !== undefined) {
    const { opened, used, hidden } = await openVouchers(root, [{ ...found, path: inside }], temporary);
    if (opened.length > 0)
      return {
        vouchers: opened.map(({ manifest }) => manifest),
        exempt: new Set(used.flatMap(withCompanions)),
        hidden,
      };
  }
  const path = inside ?? nameOf(file);
  const claim = foundList('', path)?.claim ?? { strength: 'strong', algorithms: [], series: '', rank: '' };
  const strongly = { ...claim, strength: 'strong' } as const;
  const opened = await openLists(root, [{ file, path, claim: strongly, links: 'follow' }], temporary);
  return { vouchers: opened.vouchers, exempt, hidden: opened.hidden };
}

type Found = {
  readonly natives: readonly BytePath[];
  readonly files: readonly FoundVoucher[];
  readonly stores: readonly FoundStore[];
  readonly lists: readonly FoundList[];
  readonly hidden: readonly HiddenPlace[];
  /** All links below the root, where the whole of it was walked. */
  readonly links?: ReadonlySet<BytePath>;
};

/** Walks for manifests; not at all where a native one lies at the top and has the last word. */
async function find(root: Root, { leaveOut, voucher, everythingBut }: DiscoverOptions): Promise<Found> {
  const listing = listTop(root.directory);
  const names = namesIn(root.directory);
  if (isTrouble(listing)) throw unlisted(root, listing);
  if (isTrouble(names)) throw unlisted(root, names);
  const files = listing.filter((entry) => entry.kind === 'file');
  const top = files.map((entry) => entry.path);
  const owner = ownerOf(top);
  const hasLastWord = everythingBut === undefined && (voucher === undefined || voucher === 'native');
  if (owner !== undefined && hasLastWord)
    return { natives: [owner], files: [], stores: [], lists: [], hidden: [] };
  if (root.only !== undefined) {
    return {
      natives: [],
      files: filesIn(await loadVouchers(), names, ''),
      stores: [],
      lists: top.flatMap((path) => foundList(root.directory, path) ?? []),
      hidden: [],
    };
  }

  const natives = new Map<BytePath, BytePath[]>();
  const lists: FoundList[] = [];
  const links = new Set<BytePath>();
  const found: FoundVoucher[] = [];
  const stores: FoundStore[] = [];
  const [known, { storeAt }] = await Promise.all([loadVouchers(), import('../../voucher/vouchers.ts')]);
  const hidden: HiddenPlace[] = [];
  const look = (directory: BytePath, listed: ReadonlySet<string>): void => {
    found.push(...filesIn(known, listed, directory));
    const kind = storeAt(listed);
    if (kind !== undefined) stores.push({ kind, top: directory });
  };
  const onListed = (directory: BytePath, entries: readonly ListedEntry[]): void =>
    look(directory, namesOf(entries));
  for await (const chunk of walk({ root: root.directory, leaveOut, onListed })) {
    for (const { path, kind, trouble } of chunk) {
      if (path === '' && trouble !== undefined) throw unlisted(root, trouble);
      if (kind === 'directory' && trouble !== undefined) hidden.push({ path, kind, trouble, within: path });
      if (kind === 'link') links.add(path);
      if (kind !== 'file' || everythingBut?.(path) === true) continue;
      if (isNativeName(path))
        natives.set(directoryOf(path), [...(natives.get(directoryOf(path)) ?? []), path]);
      else {
        const list = foundList(root.directory, path);
        if (list !== undefined) lists.push(list);
      }
    }
  }
  const owners = [...natives].filter(([directory]) => !hasAbove(natives, directory));
  return {
    natives: owners.flatMap(([, paths]) => ownerOf(paths) ?? []),
    files: found,
    stores,
    lists,
    hidden,
    links,
  };
}

type Opening = readonly [temporary: string, links?: ReadonlySet<BytePath>];

async function openLists(root: Root, found: readonly FoundList[], ...how: Opening): Promise<OpenedLists> {
  return found.length === 0
    ? { vouchers: [], used: [], hidden: [], unused: [] }
    : (await import('./open-checksum-lists.ts')).openLists(root, found, ...how);
}

async function openVouchers(
  root: Root,
  found: readonly FoundVoucher[],
  ...how: Opening
): Promise<OpenedVouchers> {
  return found.length === 0
    ? { opened: [], used: [], hidden: [] }
    : (await import('./open-vouchers.ts')).openVouchers(root, found, ...how);
}

/** Vouchers of other tools are many files: they are loaded where there is no native manifest. */
async function loadVouchers(): Promise<readonly Voucher[]> {
  return (await import('../../voucher/vouchers.ts')).loadVouchers();
}

/** The files that may vouch in one directory, by the names in it. */
function filesIn(known: readonly Voucher[], names: ReadonlySet<string>, directory: BytePath): FoundVoucher[] {
  return known.flatMap((voucher) =>
    voucher.list === undefined
      ? []
      : voucher.list.find(names).map((name) => ({ voucher, path: join(directory, name) })),
  );
}

function withCompanions(path: BytePath): BytePath[] {
  return [path, ...COMPANIONS.map((extension) => path + extension)];
}
