/**
 * Holds a tree against whatever vouches for it. Promises exit 0 only where everything in scope was read and held, or what a budget lets it read; does
 * not promise that an unsigned manifest tells the truth of the day it was made.
 */
import { mergeOrdered } from '../../flow/merge-ordered.ts';
import { mergeEntries, orderKey } from '../../model/entry.ts';
import type { Finding } from '../../model/finding.ts';
import type { Manifest, ManifestEntry, StoreArea } from '../../model/manifest.ts';
import type { RangedManifest } from '../../model/manifest-range.ts';
import type { BytePath } from '../../model/path.ts';
import { excluding, isLeftOut, type Selection } from '../../walk/selection.ts';
import { type Check, checkTree } from '../check-tree.ts';
import { type ExaminedStore, rulesOf, withKnownContent } from '../examined/known-content.ts';
import { checkHeads, type HeadStore } from '../heads.ts';
import { type HiddenPlace, hiddenFinding } from '../judge/hidden-place.ts';
import type { Scope } from '../judge/path-case.ts';
import { tickAfter } from '../late-files.ts';
import { openProofs, type ProofOptions } from '../proofs/open-proofs.ts';
import { openRoot, type Root } from '../root.ts';
import type { RunContext, RunEvents, RunOptions } from '../run.ts';
import { keptBeside } from '../vouchers/earlier-generations.ts';
import { discover } from '../vouchers/find-vouchers.ts';
import { mayBeVouchedFor, outermost } from '../vouchers/hidden.ts';
import { openInventories } from '../vouchers/inventories.ts';
import { leavingOut } from '../vouchers/leaving-out.ts';
import { nothingVouches } from '../vouchers/nothing-vouches.ts';
import { unusedFinding } from '../vouchers/unused-list.ts';
import { weaknessesOf } from '../vouchers/weaknesses.ts';

/** The options of `verify` beyond those of every run. */
export type VerifyOptions = RunOptions &
  Pick<ProofOptions, 'resume' | 'proofs'> & {
    /** The manifest to use, as the system names it; without it, whatever vouches is found in the tree. */
    readonly manifest?: string;
    /** Compares the strong digest of a native manifest (sha256) where xxh64 would do. */
    readonly strong?: boolean;
    /** Also checks what a native manifest has the last word on, as the next generation of it must hold against all of it. */
    readonly allVouchers?: boolean;
    /** The manifests that were seen last, which nothing older may replace; without it, nobody looks. */
    readonly heads?: HeadStore;
    /** What was seen of content before; without it, all that no seal has is examined. */
    readonly examined?: ExaminedStore;
    /** Where large lists are sorted. */
    readonly temporary: string;
  };

/** Verifies one directory or file. */
export async function* verify(named: string, given: VerifyOptions, surroundings: RunContext): RunEvents {
  const { signers, allVouchers } = given;
  const narrowed = allVouchers === true ? {} : { voucher: 'native' };
  const options = signers === undefined ? given : { ...given, strong: true, ...narrowed };
  const soughtAt = surroundings.now().getTime();
  const root = openRoot(named);
  const isExcluded = await excluding(options.exclude ?? [], root.directory);
  const {
    vouchers: found,
    exempt: own,
    silent = [],
    hidden: all,
    unused = [],
    used = [],
  } = await discover(root, {
    ...options,
    leaveOut: isExcluded,
    mayPassLinks: options.allVouchers !== true,
    ...(options.allVouchers === true ? { everythingBut: isExcluded ?? (() => false) } : {}),
  });
  const hidden = outermost(all);
  const { vouchers, untrusted } = await trusted(root, found, given, surroundings);
  const isVain = vouchers.length === 0 || untrusted.length > 0;
  // Else what could not be read is reported at the end, where the run does not meet it itself.
  const unread = isVain ? hidden.flatMap(hiddenFinding) : [];
  const exempt = new Set([...own, ...(await keptBeside(root, vouchers))]);
  const leaveOut = await leavingOut(isExcluded, vouchers);
  const inventories = await openInventories(vouchers, exempt);
  const rules = rulesOf(given, surroundings.tool);
  // What one host saw of content before, another one did not.
  const isParted = given.shard !== undefined || given.recorded !== undefined;
  const isExamined =
    !isParted && allVouchers !== true && vouchers.some(({ sealedWith }) => sealedWith === undefined);
  const examined = isExamined && !isVain ? given.examined?.open(root.directory, rules) : undefined;
  const ranged = isWholeTree(root, options) && leaveOut === undefined ? rangedAlone(vouchers) : undefined;
  const [alone] = vouchers;
  const proofs =
    isParted || isVain || alone === undefined
      ? undefined
      : await openProofs(root.directory, alone, ranged !== undefined, given, () =>
          surroundings.now().getTime(),
        );
  if (ranged === undefined) await tickAfter(soughtAt, surroundings.now().getTime());
  const check: Check = {
    command: 'verify',
    soughtAt,
    root,
    leaveOut,
    vouchers,
    findings:
      vouchers.length === 0 && hidden.length === 0 && untrusted.length === 0
        ? nothingVouches(root, silent, unused)
        : [
            ...unread,
            ...untrusted,
            ...vouchers.flatMap((voucher) => [...voucher.findings, ...weaknessesOf(voucher, root)]),
            ...(root.only === undefined ? unused.map(unusedFinding) : []),
          ],
    hidden: hidden.flatMap(hiddenFinding),
    entries: (report) => {
      const entries = inventories.mark(
        mergedEntries(root, vouchers, isExcluded, options, (voucher) =>
          inventories.watch(voucher, voucher.entries(report)),
        ),
      );
      return examined === undefined ? entries : withKnownContent(entries, examined);
    },
    examined,
    wanted: (expected) => expected.digests,
    scopeOf: scopes(vouchers, hidden),
    exempt,
    digests: digestsOf(vouchers),
    isVain,
    isExcluded,
    isStrong: options.strong === true,
    ...(options.voucher === undefined &&
    given.shard === undefined &&
    vouchers.some(({ held }) => held !== undefined)
      ? { openLater: laterThan(root, vouchers, new Set(used), options) }
      : {}),
    proofs,
    hasParts: !vouchers.some(isSealOfRoot),
    ranged,
  };
  yield* checkTree(check, given, surroundings);
  if (examined !== undefined && given.signal?.aborted !== true)
    given.examined?.keep(root.directory, rules, examined);
}

/** The vouchers with their signatures where those are asked for, and findings about those that nothing can be held against. */
async function trusted(
  root: Root,
  found: readonly Manifest[],
  given: VerifyOptions,
  context: RunContext,
): Promise<{ readonly vouchers: readonly Manifest[]; readonly untrusted: readonly Finding[] }> {
  const { signers, allVouchers } = given;
  if (signers === undefined) return { vouchers: found, untrusted: await rolledBack(root, found, given) };
  // Where all that vouches is checked, the first is the manifest that will be followed.
  const count = allVouchers === true ? 1 : found.length;
  const { checkSigned } = await import('../vouchers/signed-vouchers.ts');
  const signed = await checkSigned(root, found.slice(0, count), signers, context.now().getTime());
  const vouchers = [...signed.vouchers, ...found.slice(count)];
  const untrusted = signed.findings.length > 0 ? signed.findings : await rolledBack(root, vouchers, given);
  return { vouchers, untrusted };
}

/** Findings about manifests that do not follow those that were seen last. */
async function rolledBack(
  root: Root,
  vouchers: readonly Manifest[],
  { heads, manifest, voucher }: VerifyOptions,
): Promise<readonly Finding[]> {
  if (heads === undefined) return [];
  const isAll = manifest === undefined && (voucher === undefined || voucher === 'native');
  return checkHeads(root, vouchers, heads, isAll && root.only === undefined);
}

/** Returns what opens vouchers that are younger than the manifests of a root; loaded where there are any such files. */
function laterThan(
  root: Root,
  vouchers: readonly Manifest[],
  used: ReadonlySet<BytePath>,
  { temporary }: VerifyOptions,
): NonNullable<Check['openLater']> {
  return async (files) => {
    const { openLaterVouchers } = await import('../vouchers/later-vouchers.ts');
    const unused = files.filter((path) => !used.has(path));
    return openLaterVouchers(root, unused, vouchers, temporary);
  };
}

/** Whether nothing but the tree itself says what is in scope, no age is asked of its files and no digest but xxh64. */
function isWholeTree({ only }: Root, { filesFrom, oneFileSystem, gates, strong }: VerifyOptions): boolean {
  const isPart = only !== undefined || filesFrom !== undefined || oneFileSystem === true;
  return !isPart && gates?.maxAgeMs === undefined && strong !== true;
}

/** The only voucher as ranges, where it is a seal of the root. */
function rangedAlone([voucher, ...others]: readonly Manifest[]): RangedManifest | undefined {
  if (voucher === undefined || others.length > 0 || !isSealOfRoot(voucher)) return undefined;
  return voucher.ranged;
}

/** Whether a manifest of ours lists the whole tree, so that it has what was there when the parts were looked at. */
function isSealOfRoot({ base, inventory, sealedWith }: Manifest): boolean {
  return base === '' && inventory === 'closed' && sealedWith !== undefined;
}

/** Everything that vouches, as one stream in path order; a path that several vouch for carries all their digests. */
function mergedEntries(
  root: Root,
  vouchers: readonly Manifest[],
  isExcluded: Selection | undefined,
  options: VerifyOptions,
  entriesOf: (voucher: Manifest) => AsyncIterable<readonly ManifestEntry[]>,
): AsyncIterable<readonly ManifestEntry[]> {
  const streams = vouchers.map(entriesOf);
  const merged = mergeOrdered(streams, orderKey, mergeEntries);
  if (root.only === undefined && (options.exclude ?? []).length === 0) return merged;
  return selected(
    merged,
    ({ path, kind }) =>
      (root.only === undefined || path === root.only) && !isLeftOut(isExcluded, path, kind === 'directory'),
  );
}

async function* selected(
  chunks: AsyncIterable<readonly ManifestEntry[]>,
  isIn: (entry: ManifestEntry) => boolean,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  for await (const chunk of chunks) yield chunk.filter(isIn);
}

/** Inside a closed inventory nothing may be new, as far as the manifest is good; elsewhere lists are open, as far as they could be read. */
function scopes(vouchers: readonly Manifest[], hidden: readonly HiddenPlace[]): (key: string) => Scope {
  const closed = vouchers.filter((voucher) => voucher.inventory === 'closed');
  const stores = vouchers.flatMap((voucher) => voucher.stores ?? []);
  return (key) => {
    const owner = closed.find(({ base }) => base === '' || key.startsWith(`${base}/`));
    if (owner === undefined) {
      if (stores.some((store) => isOwnedBy(store, key))) return 'store';
      return mayBeVouchedFor(hidden, key) ? 'none' : 'open';
    }
    if (owner.ignores?.(key) === true) return 'none';
    return owner.goodUntil !== undefined && key > owner.goodUntil ? 'none' : 'closed';
  };
}

function isOwnedBy({ top, owns }: StoreArea, key: string): boolean {
  if (top !== '' && !key.startsWith(`${top}/`)) return false;
  return owns === undefined || owns(top === '' ? key : key.slice(top.length + 1));
}

const MOST_DIGESTS = 3;

/** The digests to take of new files, so that a move is seen. */
function digestsOf(vouchers: readonly Manifest[]): string[] {
  return [...new Set(vouchers.flatMap((voucher) => voucher.algorithms))].slice(0, MOST_DIGESTS);
}
