/**
 * The last manifest that was seen of each root, so that an older one in its place is seen too. Promises that a manifest which
 * follows the last one is never refused; the first one that is seen is taken as it is.
 */
import { birthOf } from '../disk/stat.ts';
import { predecessorsOf } from '../manifest/native/chain.ts';
import { headerOf } from '../manifest/native/head.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Manifest, ManifestHead } from '../model/manifest.ts';
import { type BytePath, belowRoot, join, nameOf } from '../model/path.ts';
import type { HeadProblem } from '../model/trust-evidence.ts';
import type { Root } from './root.ts';

/** A head as it was kept: when it was seen, and which directory the root was then. */
export type KnownHead = ManifestHead & { readonly seenAt: string; readonly directory: string };

/**
 * Where heads are kept: of each root, by the path of their manifest. Each directory that lay there, such as disks that take turns
 * at one mount point, has a head of its own.
 */
export type HeadStore = {
  /** Returns the heads of the directory that lies there; those that were seen last where it was never seen. */
  of(root: BytePath, directory: string): ReadonlyMap<string, KnownHead>;
  keep(root: BytePath, manifest: string, head: ManifestHead, directory: string): void;
  /** Hears that a manifest is the first one that is seen of a root, so that nothing says whether it is the last one. */
  isFirst?(root: BytePath, manifest: string): void;
};

/** Returns the path by which the head of a manifest is kept: below the root where it lies there, the same packed or not. */
export function headKey(root: BytePath, file: BytePath): string {
  return (belowRoot(root, file) ?? file).replace(/\.gz$/, '');
}

/** Holds the manifests of a root against the heads that were seen, keeps what follows them and reports what does not. */
export async function checkHeads(
  { directory }: Root,
  vouchers: readonly Manifest[],
  store: HeadStore,
  isAll: boolean,
): Promise<Finding[]> {
  const place = birthOf(directory) ?? '';
  const known = store.of(directory, place);
  const findings: Finding[] = [];
  const natives = vouchers.filter(({ format }) => format === 'native');
  for (const { file, head } of natives) {
    const key = headKey(directory, file);
    const before = known.get(key);
    // A damaged one has a finding of its own.
    if (head === undefined) continue;
    const problem = before === undefined ? undefined : await problemOf(file, head, before, place);
    if (before !== undefined && problem !== undefined) {
      const path = belowRoot(directory, file) ?? nameOf(file);
      const evidence = { is: 'head', problem, root: directory, before, found: head } as const;
      findings.push(
        finding('manifest-untrusted', path, { evidence: [evidence], by: { format: 'native', path: file } }),
      );
      continue;
    }
    if (before === undefined) store.isFirst?.(directory, key);
    store.keep(directory, key, head, place);
  }
  for (const [key, before] of isAll
    ? goneAmong(
        known,
        directory,
        natives.map(({ file }) => file),
      )
    : []) {
    const evidence = { is: 'head', problem: 'gone', root: directory, before } as const;
    const by = { format: 'native', path: join(directory, key) };
    findings.push(finding('manifest-untrusted', key, { evidence: [evidence], by }));
  }
  return findings;
}

/** Returns the manifests at the top of a root that were seen and are not among those that are there. */
export function goneAmong(
  known: ReadonlyMap<string, KnownHead>,
  root: BytePath,
  files: readonly BytePath[],
): (readonly [key: string, head: KnownHead])[] {
  const present = new Set(files.map((file) => headKey(root, file)));
  return [...known].filter(([key]) => !key.includes('/') && !present.has(key));
}

/** Returns why a manifest cannot come after the one that was seen last; undefined where it is that one, or follows it. */
export async function problemOf(
  file: BytePath,
  head: ManifestHead,
  before: KnownHead,
  place: string,
): Promise<HeadProblem | undefined> {
  if (head.digest === before.digest) return undefined;
  // In whole seconds, so that two in one second say nothing of their order.
  const later = Date.parse(head.created) - Date.parse(before.created);
  const isSameOrigin = head.root === before.root && head.host === before.host;
  // Rotations give a path another directory, and that begins with a manifest of its own.
  if (later > 0 && isSameOrigin && place !== before.directory) return undefined;
  if (head.seq > before.seq) {
    const link = await linkTo(file, head, before.seq);
    if (link === before.digest) return undefined;
    if (link !== undefined) return 'forked';
    return later >= 0 && head.root === before.root ? undefined : 'foreign';
  }
  if (later < 0 || (later === 0 && head.seq < before.seq)) return 'older';
  return head.seq === before.seq && head.prev !== undefined && head.prev === before.prev
    ? 'forked'
    : 'foreign';
}

/** What the chain of a manifest says is the digest of its generation `seq`; undefined where it does not lie there that far. */
async function linkTo(file: BytePath, head: ManifestHead, seq: number): Promise<string | undefined> {
  const steps = head.seq - seq;
  if (steps === 1) return head.prev;
  const kept = (await predecessorsOf(file))[steps - 2];
  return kept === undefined ? undefined : (await headerOf(kept))?.get('prev')?.[0];
}
