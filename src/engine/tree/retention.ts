/**
 * Retention under a seal: what the tool of a store removed since is a note where the seal allows that, the store is whole by
 * what it says of itself, and most of its data is there. Everything else of the store stays as strict as any other file.
 */
import { listDirectoryBelow } from '../../disk/below.ts';
import { isTrouble, namesOf } from '../../disk/list.ts';
import { evidenceOf } from '../../model/evidence.ts';
import { FINDING_CODES, type Finding, finding } from '../../model/finding.ts';
import type { Manifest, ManifestEntry, RetainedStore } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { PartsPlace } from '../../voucher/kit/parts.ts';
import type { StoreRetention } from '../../voucher/retention.ts';

/** Takes the findings of a run under the retention that its manifests allow. */
export type Retention = {
  /** Passes the manifest entries on, and counts those of the stores. */
  entries(chunks: AsyncIterable<readonly ManifestEntry[]>): AsyncIterable<readonly ManifestEntry[]>;
  /** Returns findings as they are under the retention. */
  settle(findings: readonly Finding[]): readonly Finding[];
  /** Returns how many paths are gone that are no loss: others took their place, or the store has no use for them. */
  excused(): number;
  /** Returns the files that are gone under the retention, and their bytes. */
  pruned(): Sum;
  /** Returns what the stores say of themselves, and which of them lost more than a tool removes. */
  end(): readonly Finding[];
};

type Sum = { files: number; bytes: number };

/** A store, and what is counted of it: the data files at the seal, those that are gone for good, and new ones. */
type Watched = {
  readonly top: BytePath;
  readonly manifest: BytePath;
  readonly rules: StoreRetention;
  readonly place: PartsPlace;
  readonly isNeeded: (path: BytePath) => boolean;
  readonly isMoved: (path: BytePath) => boolean;
  readonly isInFlight: (path: BytePath) => boolean;
  /** Everything that is gone, whatever is in it. */
  readonly gone: Sum;
  readonly sealed: Sum;
  readonly lost: Sum;
  readonly fresh: Sum;
};

const LEAST_FILES = 10;
/** A store of any size is lost where less than this share of its data is left. */
const LEAST_LEFT = 0.1;
const NONE: Retention = {
  entries: (chunks) => chunks,
  settle: (findings) => findings,
  excused: () => 0,
  pruned: () => ({ files: 0, bytes: 0 }),
  end: () => [],
};

/** Opens the stores from which manifests of a tree allow data to go, as they are on the disk unless something stands for it. One that is not whole by what it says of itself is as strict as any tree. */
export async function openRetention(
  root: BytePath,
  vouchers: readonly Manifest[],
  isOnDisk: boolean,
): Promise<Retention> {
  const allowed = vouchers.flatMap(({ file, retention = [] }) =>
    retention.map((each) => ({ ...each, file })),
  );
  if (allowed.length === 0) return NONE;
  const stores: Watched[] = [];
  const faults: Finding[] = [];
  for (const each of allowed) {
    const place = { root, directory: each.top, format: each.format };
    const opened = await openStore(place, each, isOnDisk);
    if ('faults' in opened) faults.push(...opened.faults);
    else stores.push(opened);
  }
  return retentionOver(stores, faults);
}

type Allowed = RetainedStore & { readonly file: BytePath };

/** Looks at a store as it is on the disk, unless a manifest stands for it. */
async function openStore(
  place: PartsPlace,
  { format, top, file }: Allowed,
  isOnDisk: boolean,
): Promise<Watched | { readonly faults: readonly Finding[] }> {
  const [{ retentionOf }, { partsReaders }, { storeAt }, { isInFlightIn }] = await Promise.all([
    import('../../voucher/retention.ts'),
    import('../../voucher/parts.ts'),
    import('../../voucher/vouchers.ts'),
    import('../../voucher/in-flight.ts'),
  ]);
  const rules = retentionOf(format);
  if (rules === undefined) return { faults: [] };
  const entries = listDirectoryBelow(place.root, top);
  const names = isTrouble(entries) ? entries : namesOf(entries);
  if (isOnDisk) {
    if (isTrouble(names) || storeAt(names)?.voucher.name !== format) return { faults: [] };
    const faults: Finding[] = [];
    for (const { format: name, load } of partsReaders(new Set(), format))
      faults.push(...(await (await load())({ ...place, format: name })));
    faults.push(...((await rules.faults?.(place)) ?? []));
    if (faults.length > 0) return { faults };
  }
  const never = (): boolean => false;
  const files = {
    size: undefined,
    read: () => undefined,
    names: () => (isTrouble(names) ? new Set<string>() : names),
  };
  return {
    top,
    manifest: file,
    rules,
    place,
    isNeeded: isOnDisk ? (rules.needs?.(place) ?? never) : never,
    isMoved: isOnDisk ? (rules.moved?.(place) ?? never) : never,
    isInFlight: (path) => isInFlightIn(format, path, files),
    gone: { files: 0, bytes: 0 },
    sealed: { files: 0, bytes: 0 },
    lost: { files: 0, bytes: 0 },
    fresh: { files: 0, bytes: 0 },
  };
}

function retentionOver(stores: readonly Watched[], faults: readonly Finding[]): Retention {
  const at = (path: BytePath): { readonly store: Watched; readonly below: BytePath } | undefined => {
    const store = stores.find(({ top }) => top === '' || path.startsWith(`${top}/`));
    return store === undefined ? undefined : { store, below: belowTop(store, path) };
  };
  return {
    async *entries(chunks) {
      for await (const chunk of chunks) {
        for (const { path, kind, size } of chunk) {
          const found = kind === 'file' ? at(path) : undefined;
          if (found?.store.rules.data?.test(found.below) === true) add(found.store.sealed, size);
        }
        yield chunk;
      }
    },
    settle: (findings) =>
      findings.map((each) => {
        const found = at(each.path);
        return found === undefined ? each : settled(each, found.store, found.below);
      }),
    excused: () => stores.reduce((sum, store) => sum + excusedOf(store), 0),
    pruned: () => ({
      files: stores.reduce((sum, { gone }) => sum + gone.files, 0),
      bytes: stores.reduce((sum, { gone }) => sum + gone.bytes, 0),
    }),
    end: () => [...faults, ...stores.flatMap(lossOf)],
  };
}

function belowTop({ top }: Watched, path: BytePath): BytePath {
  return top === '' ? path : path.slice(top.length + 1);
}

/** Returns a finding about a path of a store as it is under the retention. */
function settled(each: Finding, store: Watched, below: BytePath): Finding {
  const { files, rewrites } = store.rules;
  const { bytes } = FINDING_CODES[each.code];
  if (each.code === 'unexpected') return freshOf(each, store, below);
  if (each.by?.path !== store.manifest || evidenceOf(each.evidence, 'against') !== undefined) return each;
  if (bytes === 'differ') return rewrites?.test(below) === true ? { ...each, severity: 'note' } : each;
  if (bytes === 'elsewhere') {
    const to = evidenceOf(each.evidence, 'move')?.to ?? '';
    const isInside = store.top === '' || to.startsWith(`${store.top}/`);
    return isInside && files.test(below) && files.test(belowTop(store, to)) ? pruned(each) : each;
  }
  return bytes === 'gone' ? goneOf(each, store, below) : each;
}

function goneOf(each: Finding, store: Watched, below: BytePath): Finding {
  if (evidenceOf(each.evidence, 'kind')?.wanted === 'directory')
    return store.rules.directories.test(below) ? pruned(each) : each;
  if (!store.rules.files.test(below) || store.isNeeded(below)) return each;
  const size = evidenceOf(each.evidence, 'gone')?.size;
  add(store.gone, size);
  if (store.rules.data?.test(below) === true && !store.isMoved(below)) add(store.lost, size);
  return pruned(each);
}

/** What is new proves itself by its content; an empty directory is what data was in, and other names are not the tool's. */
function freshOf(each: Finding, store: Watched, below: BytePath): Finding {
  const { rules, place } = store;
  if (evidenceOf(each.evidence, 'kind')?.found === 'directory')
    return rules.directories.test(below) ? grown(each, place) : each;
  if (rules.data?.test(below) === true) add(store.fresh, each.seen?.size);
  const isOwn = rules.files.test(below) || rules.rewrites?.test(below) === true || store.isInFlight(below);
  return isOwn ? grown(each, place) : { ...each, severity: 'warning' };
}

function grown(each: Finding, { format }: PartsPlace): Finding {
  if (evidenceOf(each.evidence, 'store-grows') !== undefined) return each;
  return {
    ...each,
    severity: 'note',
    evidence: [...(each.evidence ?? []), { is: 'store-grows', store: format }],
  };
}

function pruned(each: Finding): Finding {
  return { ...each, code: 'pruned', severity: FINDING_CODES.pruned.severity };
}

/** How many data files are gone that no other took the place of. */
function netLoss({ lost, fresh }: Watched): number {
  return Math.max(0, lost.files - fresh.files);
}

function add(sum: Sum, bytes = 0): void {
  sum.files += 1;
  sum.bytes += bytes;
}

function excusedOf(store: Watched): number {
  return store.gone.files - netLoss(store);
}

/** Whether more of a store is gone than its tool removes: most of its data, or everything that could be restored. */
function lossOf(store: Watched): Finding[] {
  const { top, rules, place, sealed, gone, fresh } = store;
  if (gone.files > 0 && rules.hasBackup?.(place) === false)
    return [finding('mass-loss', top, { note: 'nothing is left in it that could be restored' })];
  const lost = netLoss(store);
  const isHalved = sealed.files >= LEAST_FILES && lost * 2 > sealed.files;
  const left = sealed.bytes - store.lost.bytes + fresh.bytes;
  if (!isHalved && left >= sealed.bytes * LEAST_LEFT) return [];
  return [
    finding('mass-loss', top, {
      evidence: [
        { is: 'entries', wanted: sealed.files, found: sealed.files - lost },
        { is: 'lost', lost: store.lost.files },
      ],
    }),
  ];
}

/** Returns the stores among those of a tree from which a seal can allow data to go. */
export async function retainedAmong(
  stores: readonly {
    readonly kind: { readonly voucher: { readonly name: string } };
    readonly top: BytePath;
  }[],
): Promise<RetainedStore[]> {
  const { retentionOf } = await import('../../voucher/retention.ts');
  return stores.flatMap(({ kind, top }) =>
    retentionOf(kind.voucher.name) === undefined ? [] : [{ format: kind.voucher.name, top }],
  );
}
