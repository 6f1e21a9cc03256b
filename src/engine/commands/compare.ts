/**
 * Holds a new generation against an old one: what was added, removed, changed and moved, and whether a change is
 * ordinary or turned content to garbage. Promises that ordinary change is a note and fails nothing; does not say that
 * what stayed the same is sound: that is for `verify` and `scan`.
 */
import { isTrouble } from '../../disk/list.ts';
import { headerOf } from '../../manifest/native/head.ts';
import { isNative, isNativeName, openNative } from '../../manifest/native/read.ts';
import { orderKey } from '../../model/entry.ts';
import { Fault } from '../../model/fault.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Manifest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, fromText, join, nameOf, toText } from '../../model/path.ts';
import { isTemporaryName } from '../../model/temporary-name.ts';
import { COMPARE_WORDS } from '../../report/finding-text/words.ts';
import { excluding, isLeftOut, type Selection } from '../../walk/selection.ts';
import { listTop } from '../../walk/walk.ts';
import { type Check, checkTree } from '../check-tree.ts';
import { readGeneration } from '../generations/read-generation.ts';
import { sealedGeneration } from '../generations/sealed-generation.ts';
import { openRoot, type Root, unlisted } from '../root.ts';
import type { RunContext, RunEvents, RunOptions } from '../run.ts';
import { excludedAtSeal } from '../sealed-exclusion.ts';
import type { Gates } from '../tree/gates.ts';
import { manifestHead } from '../vouchers/manifest-head.ts';
import { asGeneration } from './compare-wording.ts';

/** How much a generation may shrink unless another is said, and from how many files and bytes on that is asked. */
const USUAL_SHRINK = 0.2;
const SHRINK_FROM = { files: 10, bytes: 1_000_000 };

/** The options of `compare` beyond those of every run. */
export type CompareOptions = RunOptions & {
  /** Reads directories even where they have a manifest of their own. */
  readonly isRead?: boolean;
  /** Compares the strong digests of two manifests (sha256) where xxh64 would do. */
  readonly strong?: boolean;
};

/** One side: a directory to read, or the manifest of one. */
type Side = { readonly root: Root; readonly manifest?: Manifest };

/** Compares two generations: directories, manifests of `seal`, or one of each, as the system names them. */
export async function* compare(
  old: string,
  named: string,
  given: CompareOptions,
  surroundings: RunContext,
): RunEvents {
  const { signers } = given;
  const options = signers === undefined ? given : { ...given, strong: true };
  const before = await openSide(old, options);
  const after = await openSide(named, options);
  const untrusted = await untrustedOf([before, after], signers, surroundings.now().getTime());
  const excluded = await excluding(options.exclude ?? [], after.root.directory);
  const atSeal = before.manifest === undefined ? undefined : await excludedAtSeal(before.manifest);
  const leaveOut: Selection = (path, isDirectory) =>
    isOwn(path) ||
    isTemporaryName(nameOf(path)) ||
    excluded?.(path, isDirectory) === true ||
    atSeal?.(path, isDirectory) === true;
  const voucher = before.manifest ?? readGeneration(before.root.directory, leaveOut, options);
  const instead = after.manifest === undefined ? undefined : sealedGeneration(after.manifest, leaveOut);
  const isOneVersion = (await toolOf(before, surroundings)) === (await toolOf(after, surroundings));
  const check: Check = {
    command: 'compare',
    root: after.root,
    leaveOut,
    vouchers: [voucher],
    findings: [...untrusted, ...voucher.findings, ...(after.manifest?.findings ?? [])],
    async *entries(report) {
      for await (const chunk of voucher.entries(report)) {
        const compared = chunk.filter(
          (each) =>
            !isLeftOut(leaveOut, each.path, each.kind === 'directory') &&
            isProven(after.manifest, orderKey(each)),
        );
        for (const each of compared) for (const gap of gapBefore(each)) report(gap);
        yield compared;
      }
    },
    wanted: (expected) => expected.digests,
    scopeOf: (key) => (isProven(voucher, key) ? 'closed' : 'none'),
    exempt: new Set(),
    digests: voucher.algorithms,
    isVain: untrusted.length > 0,
    reword: (each) => asGeneration(each, isOneVersion),
    words: COMPARE_WORDS,
    generationsRead: [
      ...(before.manifest === undefined ? (['old'] as const) : []),
      ...(after.manifest === undefined ? (['new'] as const) : []),
    ],
    ...(instead === undefined ? {} : { instead }),
  };
  yield* checkTree(check, { ...options, gates: gatesOf(options) }, surroundings);
}

/** Findings about sides that are not signed as they must be. Throws a Fault (2) where one has no manifest to sign. */
async function untrustedOf(
  sides: readonly Side[],
  signers: CompareOptions['signers'],
  at: number,
): Promise<Finding[]> {
  if (signers === undefined) return [];
  const { checkSigned } = await import('../vouchers/signed-vouchers.ts');
  const untrusted: Finding[] = [];
  for (const { root, manifest } of sides) {
    if (manifest === undefined)
      throw new Fault(
        2,
        `${toText(root.directory)}: it is compared without a manifest, so that nothing of it is signed`,
        'seal and sign both generations, and omit --read',
      );
    untrusted.push(...(await checkSigned(root, [manifest], signers, at)).findings);
  }
  return untrusted;
}

/** The gates of the user; where they say nothing of shrinking, the usual one, from the usual size on. */
function gatesOf({ gates = {} }: CompareOptions): Gates {
  const { maxShrink = USUAL_SHRINK, ...others } = gates;
  return { ...others, maxShrink, ...(gates.maxShrink === undefined ? { shrinkFrom: SHRINK_FROM } : {}) };
}

/** Returns the finding about a path of the old side that could not be read: now, or when that side was sealed. */
function gapBefore({ path, unreadable: code }: ManifestEntry): Finding[] {
  return code === undefined ? [] : [finding('denied', path, { evidence: [{ is: 'unread-before', code }] })];
}

/** A manifest that was damaged speaks only of what a checkpoint proves. */
function isProven(manifest: Manifest | undefined, key: string): boolean {
  const goodUntil = manifest?.goodUntil;
  return goodUntil === undefined || key <= goodUntil;
}

/** The version that looked at the content of a side. */
async function toolOf({ manifest }: Side, { tool }: RunContext): Promise<string> {
  return manifest === undefined ? tool : ((await headerOf(manifest.file))?.get('tool')?.[0] ?? '');
}

async function openSide(named: string, { isRead = false, strong = false }: CompareOptions): Promise<Side> {
  const root = openRoot(named);
  const file = fromText(named);
  if (root.only !== undefined) {
    if (!isNative(nameOf(file), await manifestHead(file, named)))
      throw new Fault(
        2,
        `${named}: neither a directory nor a manifest of restorable`,
        'name two generations, each by its directory or by its manifest',
      );
    return { root: { directory: directoryOf(file) || '/' }, manifest: await openNative(file, '', strong) };
  }
  if (isRead) return { root };
  const top = listTop(root.directory);
  if (isTrouble(top)) throw unlisted(root, top);
  const own = top.filter(({ kind, path }) => kind === 'file' && isNativeName(path)).map(({ path }) => path);
  const name = own.find((path) => path.startsWith('restorable.sha256')) ?? own[0];
  if (name === undefined) return { root };
  return { root, manifest: await openNative(join(root.directory, name), '', strong) };
}

/** Manifests of ours at the top of a generation, their signatures and their predecessors are no part of it. */
function isOwn(path: BytePath): boolean {
  return /^\.?restorable\.[a-z0-9-]+(\.gz)?(\.\d+(\.gz)?)?(\.(sig|asc|gpg|sign|minisig))?$/.test(path);
}
