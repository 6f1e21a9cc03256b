import { isTrouble, namesIn } from '../../disk/list.ts';
import { isNative, isNativeName, openNative } from '../../manifest/native/read.ts';
import { SIGNATURE_ENDINGS } from '../../manifest/signature/beside.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, belowRoot, directoryOf, fromText, join, nameOf } from '../../model/path.ts';
import { isLeftOut, type Selection } from '../../walk/selection.ts';
import type { HiddenPlace } from '../judge/hidden-place.ts';
import type { Root } from '../root.ts';
import { isWithin } from '../tree/subtrees.ts';
import { copiesInTree } from './copies-in-tree.ts';
import { type Candidates, filesIn, findCandidates, loadVouchers } from './find-candidates.ts';
import { claimAt, type FoundList } from './found-list.ts';
import { manifestHead } from './manifest-head.ts';
import { hasAbove } from './native-owner.ts';
import type { OpenedLists } from './open-checksum-lists.ts';
import type { FoundVoucher, OpenedVouchers } from './open-vouchers.ts';
import { isSealed, sealedAmong } from './sealed-vouchers.ts';
import { type FoundStore, storesManifest } from './stores.ts';
import type { UnusedList } from './unused-list.ts';

/** What vouches for a root, the files in it that do so, and the stores that are known but say nothing of their files. */
export type Discovered = {
  readonly vouchers: readonly Manifest[];
  /** Files that vouch and need no entry themselves: those in the tree of a native manifest do. */
  readonly exempt: ReadonlySet<BytePath>;
  /** All files that were read because they vouch, or may. */
  readonly used?: readonly BytePath[];
  readonly silent?: readonly FoundStore[];
  /** All stores that were found. */
  readonly stores?: readonly FoundStore[];
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
  /** Whether links out of the root may be passed where a voucher lists what lies behind them. */
  readonly mayPassLinks?: boolean;
};

/**
 * Finds what vouches for a root: the manifest the user named; else a native manifest at its top; else, anywhere below
 * it, native manifests (each owns its directory) and checksum lists. Lists are also used beside a native manifest that was
 * made without checking them.
 */
export async function discover(root: Root, options: DiscoverOptions): Promise<Discovered> {
  if (options.manifest !== undefined) return openNamed(root, options.manifest, options);
  const { everythingBut } = options;
  const { natives, files, stores, lists, hidden, links } = onlyOf(
    options.voucher,
    await findCandidates(root, options),
  );
  const vouchers = await openNatives(root, natives, options);
  const sealed = await sealedAmong(vouchers, everythingBut === undefined ? [...files, ...lists] : []);
  const isOutside = ({ path }: { readonly path: BytePath }): boolean =>
    everythingBut === undefined ? !sealed.has(path) : !everythingBut(path);
  const isStoreOutside = (top: BytePath): boolean =>
    everythingBut === undefined ? !isSealed(vouchers, top) : !everythingBut(top);
  const others = await openVouchers(
    root,
    files.filter(isOutside),
    options.temporary,
    links,
    options.mayPassLinks,
  );
  const used = new Set(others.used);
  const outside = lists.filter((list) => isOutside(list) && !used.has(list.path));
  const opened = await openLists(root, outside, options.temporary, links);
  const read = [...others.used, ...opened.used, ...opened.unused.map(({ path }) => path)];
  const isInventoried = (path: BytePath): boolean => vouchers.some(({ base }) => isWithin(path, base));
  return {
    used: read,
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
    exempt: new Set([...natives, ...read.filter((path) => !isInventoried(path))].flatMap(withCompanions)),
    stores,
    silent: stores.filter(({ kind }) => kind.layout.vouches !== true),
    hidden: [...hidden, ...others.hidden, ...opened.hidden].filter(
      ({ path }) => !isLeftOut(options.leaveOut, path),
    ),
    unused: opened.unused,
  };
}

/** Opens native manifests; not those that another one above has sealed with everything else, unless everything is wanted. */
async function openNatives(
  root: Root,
  natives: readonly BytePath[],
  { strong, everythingBut }: DiscoverOptions,
): Promise<Manifest[]> {
  const open = (path: BytePath): Promise<Manifest> =>
    openNative(join(root.directory, path), directoryOf(path), strong === true, root.directory);
  const directories = new Set(natives.map(directoryOf));
  const [nested = [], outermost = []] = [true, false].map((isNested) =>
    natives.filter((path) => hasAbove(directories, directoryOf(path)) === isNested),
  );
  const opened: Manifest[] = [];
  for (const path of outermost) opened.push(await open(path));
  const wanted = everythingBut === undefined ? nested.map((path) => ({ path })) : [];
  const sealed = await sealedAmong(opened, wanted);
  for (const path of nested) if (!sealed.has(path)) opened.push(await open(path));
  return opened;
}

/** What was found of the one kind of voucher that is asked for, or everything. */
function onlyOf(name: string | undefined, found: Candidates): Candidates {
  if (name === undefined) return found;
  return {
    ...found,
    natives: name === 'native' ? found.natives : [],
    files: found.files.filter(({ voucher }) => voucher.name === name),
    stores: found.stores.filter(({ kind }) => kind.voucher.name === name),
    lists: name === 'checksum-list' ? found.lists : [],
  };
}

async function openNamed(root: Root, named: string, options: DiscoverOptions): Promise<Discovered> {
  const { strong, temporary } = options;
  const file = fromText(named);
  const inside = belowRoot(root.directory, file);
  const exempt = new Set(inside === undefined ? [] : withCompanions(inside));
  if (isNative(nameOf(file), await manifestHead(file, named))) {
    const native = await openNative(file, inside === undefined ? '' : directoryOf(inside), strong === true);
    return withOthers(root, native, { inside, exempt }, options);
  }
  const listing = namesIn(directoryOf(file));
  const beside = isTrouble(listing) ? new Set([nameOf(file)]) : listing;
  const found = filesIn(await loadVouchers(), beside, '').find(({ path }) => path === nameOf(file));
  if (found !== undefined && inside !== undefined) {
    const { opened, used, hidden } = await openVouchers(
      root,
      [{ ...found, path: inside }],
      temporary,
      undefined,
      options.mayPassLinks,
    );
    if (opened.length > 0)
      return {
        vouchers: opened.map(({ manifest }) => manifest),
        exempt: new Set(used.flatMap(withCompanions)),
        hidden,
      };
  }
  const path = inside ?? nameOf(file);
  const claim = claimAt(path) ?? { strength: 'strong', algorithms: [], series: '', rank: '' };
  const strongly = { ...claim, strength: 'strong' } as const;
  const opened = await openLists(root, [{ file, path, claim: strongly, links: 'follow' }], temporary);
  return { vouchers: opened.vouchers, exempt, hidden: opened.hidden };
}

/** A native manifest that the user named, and whatever else vouches where it was made without checking that, or all is wanted. */
async function withOthers(
  root: Root,
  native: Manifest,
  { inside, exempt }: { readonly inside: BytePath | undefined } & Pick<Discovered, 'exempt'>,
  options: DiscoverOptions,
): Promise<Discovered> {
  const { manifest: _, everythingBut, ...search } = options;
  const isSearched = everythingBut !== undefined || native.held === undefined;
  if (!isSearched || options.voucher === 'native') {
    if (inside !== undefined) return { vouchers: [native], exempt, hidden: [] };
    const { same, others, findings } = await copiesInTree(root, native);
    const compared = { ...native, findings: [...native.findings, ...findings] };
    return {
      vouchers: [compared],
      exempt: new Set([...same.flatMap(withCompanions), ...others]),
      hidden: [],
    };
  }
  const all = await discover(root, {
    ...search,
    everythingBut: (path) => path === inside || everythingBut?.(path) === true,
  });
  const others = [...all.exempt].filter((path) => isNativeName(path) || !isWithin(path, native.base));
  return { ...all, vouchers: [native, ...all.vouchers], exempt: new Set([...exempt, ...others]) };
}

type Opening = readonly [temporary: string, links?: ReadonlySet<BytePath>, mayPassLinks?: boolean];

async function openLists(
  root: Root,
  found: readonly FoundList[],
  ...how: Readonly<[temporary: string, links?: ReadonlySet<BytePath>]>
): Promise<OpenedLists> {
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

function withCompanions(path: BytePath): BytePath[] {
  return [path, ...SIGNATURE_ENDINGS.map((extension) => path + extension)];
}
