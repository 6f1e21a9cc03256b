/**
 * What a tree is checked against while it is sealed: everything in it that vouches for it, so that a manifest never blesses
 * what a list in the tree contradicts. Files that no list names are new to all of them, which says nothing against them.
 */
import { mergeOrdered } from '../../flow/merge-ordered.ts';
import { mergeEntries, orderKey } from '../../model/entry.ts';
import type { VoucherSummary } from '../../model/event.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import type { HeldList, Manifest, ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { excluding, isLeftOut, type Selection } from '../../walk/selection.ts';
import { hiddenFindings } from '../judge/hidden-place.ts';
import type { Scope } from '../judge/path-case.ts';
import type { Root } from '../root.ts';
import { summarizeVoucher } from '../voucher-summary.ts';
import { keptBeside } from './earlier-generations.ts';
import { discover } from './find-vouchers.ts';
import type { FoundStore } from './stores.ts';

/** The lists of a tree, opened to be checked while the tree is sealed. */
export type SealCheck = {
  readonly vouchers: readonly Manifest[];
  readonly summaries: readonly VoucherSummary[];
  /** The stores that lie in the tree. */
  readonly stores: readonly FoundStore[];
  /** Findings about the lists themselves. */
  readonly findings: readonly Finding[];
  /** What may vouch and could not be looked at, by its path. */
  readonly hidden: Map<BytePath, Finding>;
  /** The lists as the head of a manifest names them; undefined where some of what they list, or may list, could not be read. */
  readonly held: readonly HeldList[] | undefined;
  /** Yields what the lists say, in path order, those of one path merged. */
  entries(report: (finding: Finding) => void): AsyncIterable<readonly ManifestEntry[]>;
  /** Returns how a path that no list names is seen, by its order key. */
  scopeOf(key: string): Scope;
};

/** Finds and opens everything that vouches below a root, except what is left out. */
export async function openSealCheck(root: Root, leaveOut: Selection, temporary: string): Promise<SealCheck> {
  const {
    vouchers,
    exempt,
    stores = [],
    hidden: places,
  } = await discover(root, { leaveOut, temporary, everythingBut: leaveOut });
  const own = new Set([...exempt, ...(await keptBeside(root, vouchers))]);
  const summaries = vouchers.flatMap((voucher) => summarizeVoucher(voucher, root));
  const findings = vouchers.flatMap((voucher) => voucher.findings);
  const hidden = hiddenFindings(places);
  return {
    vouchers,
    summaries,
    stores,
    findings,
    hidden,
    held: heldLists(summaries, [...findings, ...hidden.values()]),
    entries: (report) => recorded(vouchers, leaveOut, report),
    scopeOf: await closedScopes(vouchers, own),
  };
}

const MOST_HELD = 50;

/**
 * Returns lists as the head of a manifest names them: what names no file proves nothing; beyond the first 50 they are summed up.
 * Undefined where findings say that some of what they list could not be read: then they are checked again later.
 */
export function heldLists(
  summaries: readonly VoucherSummary[],
  findings: readonly Pick<Finding, 'code'>[],
): HeldList[] | undefined {
  if (findings.some(({ code }) => FINDING_CODES[code].bytes === 'unread')) return undefined;
  const held = summaries.flatMap(({ path, entries }) => (entries > 0 ? [{ path, files: entries }] : []));
  const more = held.slice(MOST_HELD);
  if (more.length === 0) return held;
  const files = more.reduce((sum, list) => sum + list.files, 0);
  return [...held.slice(0, MOST_HELD), { path: `${more.length} more`, files }];
}

/** Everything is examined while it is sealed, so that it is not taken for examined because a manifest below says so. */
async function* recorded(
  vouchers: readonly Manifest[],
  leaveOut: Selection,
  report: (finding: Finding) => void,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  const streams = vouchers.map((voucher) => voucher.entries(report));
  for await (const chunk of mergeOrdered(streams, orderKey, mergeEntries)) {
    yield chunk
      .filter(({ path, unreadable }) => unreadable === undefined && !isLeftOut(leaveOut, path))
      .map((entry) => {
        const { mtime, mode, profile } = entry;
        return { ...entry, mtime, mode, profile, isProfiled: false, accepted: undefined };
      });
  }
}

/** Only a closed inventory forbids what it does not name; not what it left out itself, and not after the part that is good. */
async function closedScopes(
  vouchers: readonly Manifest[],
  own: ReadonlySet<BytePath>,
): Promise<(key: string) => Scope> {
  const closed = await Promise.all(
    vouchers
      .filter(({ inventory }) => inventory === 'closed')
      .map(async (voucher) => ({ voucher, leavesOut: await excluding(voucher.exclude) })),
  );
  return (key) => {
    const owner = closed.find(({ voucher: { base } }) => base === '' || key.startsWith(`${base}/`));
    if (owner === undefined || own.has(key)) return 'none';
    const { voucher, leavesOut } = owner;
    if (voucher.ignores?.(key) === true) return 'none';
    const below = voucher.base === '' ? key : key.slice(voucher.base.length + 1);
    if (isLeftOut(leavesOut, below.replace(/\/$/, ''))) return 'none';
    return voucher.goodUntil !== undefined && key > voucher.goodUntil ? 'none' : 'closed';
  };
}
