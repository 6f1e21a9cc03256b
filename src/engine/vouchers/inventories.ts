import { plainEntry } from '../../model/entry.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import type { Manifest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf } from '../../model/path.ts';
import { isLeftOut, type Selection } from '../../walk/selection.ts';
import { excludedAtSeal } from '../sealed-exclusion.ts';

type Closed = { readonly voucher: Manifest; readonly leavesOut: Selection | undefined };
type Chunks = AsyncIterable<readonly ManifestEntry[]>;

/** Keeps closed inventories closed where other vouchers name what they do not. */
export type Inventories = {
  /** Passes the entries of one voucher on, and remembers whose they are. */
  watch(voucher: Manifest, entries: Chunks): Chunks;
  /** Marks the merged entries that a closed inventory over their path does not list. */
  mark(entries: Chunks): Chunks;
};

/** Opens the closed inventories among vouchers; `exempt` are the files of vouchers, which need no entry. */
export async function openInventories(
  vouchers: readonly Manifest[],
  exempt: ReadonlySet<BytePath>,
): Promise<Inventories> {
  const closed = new Map<BytePath, Closed[]>();
  for (const voucher of vouchers)
    if (voucher.inventory === 'closed') {
      const leavesOut = await excludedAtSeal(voucher);
      closed.set(voucher.base, [...(closed.get(voucher.base) ?? []), { voucher, leavesOut }]);
    }
  if (closed.size === 0 || vouchers.length < 2)
    return { watch: (_, entries) => entries, mark: (entries) => entries };
  const owners = new WeakMap<VoucherRef, Manifest>();
  const unlistedBy = (entry: ManifestEntry): VoucherRef | undefined => {
    if (entry.kind === 'directory' || exempt.has(entry.path)) return undefined;
    for (let base = entry.path; base !== ''; ) {
      base = directoryOf(base);
      for (const each of closed.get(base) ?? []) {
        const { format, file: path } = each.voucher;
        if (speaksFor(each, entry.path) && !isInventoried(entry, owners)) return { format, path };
      }
    }
    return undefined;
  };
  return {
    watch: (voucher, entries) =>
      voucher.inventory === 'closed' ? remembering(entries, (by) => owners.set(by, voucher)) : entries,
    mark: (entries) => marking(entries, unlistedBy),
  };
}

/** Whether a closed inventory says something of a path below its base: as far as it is good, and not what it leaves out. */
function speaksFor({ voucher: { base, ignores, goodUntil }, leavesOut }: Closed, path: BytePath): boolean {
  if (ignores?.(path) === true || (goodUntil !== undefined && path > goodUntil)) return false;
  return !isLeftOut(leavesOut, base === '' ? path : path.slice(base.length + 1));
}

/** Whether a closed inventory lists an entry, also one further in: an entry that does not say who lists it is none of an open list. */
function isInventoried(entry: ManifestEntry, owners: WeakMap<VoucherRef, Manifest>): boolean {
  const { each = [entry] } = entry;
  return each.some(({ by }) => by === undefined || owners.has(by));
}

async function* remembering(
  entries: Chunks,
  remember: (by: VoucherRef) => void,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  let last: VoucherRef | undefined;
  for await (const chunk of entries) {
    for (const { by } of chunk) {
      if (by === undefined || by === last) continue;
      remember(by);
      last = by;
    }
    yield chunk;
  }
}

async function* marking(
  entries: Chunks,
  unlistedBy: (entry: ManifestEntry) => VoucherRef | undefined,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  for await (const chunk of entries) {
    yield chunk.map((entry) => {
      const unlisted = unlistedBy(entry);
      return unlisted === undefined ? entry : { ...plainEntry(entry), unlisted };
    });
  }
}
