import { isTrouble, namesIn } from '../../disk/list.ts';
import { ALGORITHMS } from '../../hash/algorithms.ts';
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
import type { OpenedLists } from './open-checksum-lists.ts';
import type { FoundVoucher, OpenedVouchers } from './open-vouchers.ts';
import { isSealed, sealedAmong } from './sealed-vouchers.ts';
import { type FoundStore, storesManifest } from './stores.ts';

/** What vouches for a root, the files in it that do so, and the stores that are known but say nothing of their files. */
export type Discovered = {
  readonly vouchers: readonly Manifest[];
  readonly exempt: ReadonlySet<BytePath>;
  readonly silent?: readonly FoundStore[];
  /** Where something may vouch that could not be looked at. */
  readonly hidden: readonly HiddenPlace[];
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
};

const COMPANIONS = ['.sig', '.asc', '.gpg', '.sign', '.minisig'];

/**
 * Finds what vouches for a root: the manifest the user named; else a native manifest at its top; else, anywhere below
 * it, native manifests (each owns its directory) and checksum lists.
 */
export async function discover(root: Root, options: DiscoverOptions): Promise<Discovered> {
  if (options.manifest !== undefined) return openNamed(root, options.manifest, options);
  const { natives, files, stores, lists, hidden } = onlyOf(
    options.voucher,
    await find(root, options.leaveOut, options.voucher),
  );
  const vouchers: Manifest[] = [];
  for (const path of natives)
    vouchers.push(await openNative(join(root.directory, path), directoryOf(path), options.strong === true));
  const sealed = await sealedAmong(vouchers, [...files, ...lists]);
  const isOutside = ({ path }: { readonly path: BytePath }): boolean => !sealed.has(path);
  const others = await openVouchers(root, files.filter(isOutside), options.temporary);
  const used = new Set(others.used);
  const outside = lists.filter((list) => isOutside(list) && !used.has(list.path));
  const opened = await openLists(root, outside, options.temporary);
  return {
    vouchers: [
      ...vouchers,
      ...others.opened.map(({ manifest }) => manifest),
      ...opened.vouchers,
      ...storesManifest(
        root,
        stores.filter(({ kind, top }) => kind.layout.vouches === true && !isSealed(vouchers, top)),
        others.opened,
      ),
    ],
    exempt: new Set([...natives, ...others.used, ...opened.used].flatMap(withCompanions)),
    silent: stores.filter(({ kind }) => kind.layout.vouches !== true),
    hidden: [...hidden, ...others.hidden, ...opened.hidden].filter(
      ({ path }) => !isLeftOut(options.leaveOut, path),
    ),
  };
}

/** What was found of the one kind of voucher that is asked for, or everything. */
function onlyOf(name: string | undefined, found: Found): Found {
  if (name === undefined) return found;
  return {
    natives: name === 'native' ? found.natives : [],
    files: found.files.filter(({ voucher }) => voucher.name === name),
    stores: found.stores.filter(({ kind }) => kind.voucher.name === name),
    lists: name === 'checksum-list' ? found.lists : [],
    hidden: found.hidden,
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
  const claim = foundList('', path)?.claim ?? { strength: 'strong', algorithms: [], gzipped: false };
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
};

/** Walks for manifests; not at all where a native one lies at the top, and not below a directory that has one. */
async function find(root: Root, leaveOut: Selection | undefined, voucher?: string): Promise<Found> {
  const listing = listTop(root.directory);
  const names = namesIn(root.directory);
  if (isTrouble(listing)) throw unlisted(root, listing);
  if (isTrouble(names)) throw unlisted(root, names);
  const files = listing.filter((entry) => entry.kind === 'file');
  const top = files.map((entry) => entry.path);
  const owner = ownerOf(top);
  if (owner !== undefined && (voucher === undefined || voucher === 'native'))
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
  const found: FoundVoucher[] = [];
  const stores: FoundStore[] = [];
  const [known, { storeAt }] = await Promise.all([loadVouchers(), import('../../voucher/vouchers.ts')]);
  const hidden: HiddenPlace[] = [];
  const look = (directory: BytePath, listed: ReadonlySet<string>): void => {
    found.push(...filesIn(known, listed, directory));
    const kind = storeAt(listed);
    if (kind !== undefined) stores.push({ kind, top: directory });
  };
  look('', names);
  for await (const chunk of walk({ root: root.directory, leaveOut })) {
    for (const { path, kind, trouble } of chunk) {
      if (path === '' && trouble !== undefined) throw unlisted(root, trouble);
      if (kind === 'directory' && path !== '') {
        const below = trouble ?? namesIn(`${root.directory}/${path}`);
        if (isTrouble(below)) hidden.push({ path, kind, trouble: below, within: path });
        else look(path, below);
      }
      if (kind !== 'file') continue;
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
  };
}

async function openLists(root: Root, found: readonly FoundList[], temporary: string): Promise<OpenedLists> {
  return found.length === 0
    ? { vouchers: [], used: [], hidden: [] }
    : (await import('./open-checksum-lists.ts')).openLists(root, found, temporary);
}

async function openVouchers(
  root: Root,
  found: readonly FoundVoucher[],
  temporary: string,
): Promise<OpenedVouchers> {
  return found.length === 0
    ? { opened: [], used: [], hidden: [] }
    : (await import('./open-vouchers.ts')).openVouchers(root, found, temporary);
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

/** Of several native manifests in one directory, the one of the algorithm a seal uses by itself, sha256, and so on. */
function ownerOf(paths: readonly BytePath[]): BytePath | undefined {
  const names = ['sha256', ...ALGORITHMS.map((algorithm) => algorithm.name)];
  const wanted = names.flatMap((name) => [`restorable.${name}`, `restorable.${name}.gz`]);
  return wanted.flatMap((name) => paths.filter((path) => nameOf(path) === name))[0];
}

function hasAbove(natives: ReadonlyMap<BytePath, unknown>, directory: BytePath): boolean {
  for (let at = directory; at !== ''; ) {
    at = directoryOf(at);
    if (natives.has(at)) return true;
  }
  return false;
}

function withCompanions(path: BytePath): BytePath[] {
  return [path, ...COMPANIONS.map((extension) => path + extension)];
}
