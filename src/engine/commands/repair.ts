/**
 * Says which damaged and missing files of a tree a replica can give back: those whose bytes there are what the manifest of the tree
 * promises. Writes nothing.
 */
import { openFileBelow, readChunksBelow } from '../../disk/below.ts';
import { closeFile } from '../../disk/open.ts';
import { algorithmNamed } from '../../hash/algorithms.ts';
import { openNative } from '../../manifest/native/read.ts';
import { errorCode } from '../../model/fault.ts';
import { FINDING_CODES, type Finding, type FindingCode, isAtLeast } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { Selection } from '../../walk/selection.ts';

/** Which findings are repaired: those of paths, all where undefined; of codes, all that mean damage where there are none. */
export type RepairRule = {
  readonly paths: Selection | undefined;
  readonly codes: readonly FindingCode[];
};

/** Why a path cannot be repaired from a replica: not a file, without a digest, not there, unreadable there, or damaged there too. */
export type RepairProblem =
  | { readonly is: 'no-file' | 'no-digest' | 'differs' }
  | { readonly is: 'unread'; readonly code: string };

/** What a file must become; its permission bits and time where the manifest has them. */
export type PromisedFile = Pick<ManifestEntry, 'path' | 'mode' | 'mtime' | 'digests'>;

/** A path that is to be repaired: what it must become, or why it cannot. */
export type Repair = {
  readonly path: BytePath;
  readonly code: FindingCode;
  readonly file?: PromisedFile;
  readonly problem?: RepairProblem;
};

const CHUNK = 1 << 20;

/** Returns what is to be repaired in a tree, in path order, by the findings of a run over all of it. */
export async function planRepair(
  findings: readonly Finding[],
  { manifest, replica }: { readonly manifest: BytePath; readonly replica: BytePath },
  rule: RepairRule,
): Promise<Repair[]> {
  const damaged = new Map<BytePath, FindingCode>();
  for (const each of findings) if (isDamage(each, rule)) damaged.set(each.path, each.code);
  if (damaged.size === 0) return [];
  const repairs: Repair[] = [];
  const opened = await openNative(manifest, '', true);
  for await (const chunk of opened.entries(() => {})) {
    for (const entry of chunk) {
      const code = damaged.get(entry.path);
      if (code !== undefined) repairs.push({ path: entry.path, code, ...(await sourceOf(entry, replica)) });
    }
  }
  return repairs;
}

/** Whether a finding says that the bytes of a path are not what was promised; a change that may be meant, only where its code is named. */
function isDamage({ code, path, severity }: Finding, { paths, codes }: RepairRule): boolean {
  const { subject, bytes, isForCalm } = FINDING_CODES[code];
  const isLost = bytes === 'differ' || bytes === 'gone' || code === 'unreadable';
  if (subject !== 'integrity' || !isLost || !isAtLeast(severity, 'warning')) return false;
  const isMeant = codes.length > 0 ? codes.includes(code) : !isForCalm;
  return isMeant && (paths === undefined || paths(path, false));
}

/** Returns what a replica can give of an entry, or why it cannot. */
export async function sourceOf(
  entry: ManifestEntry,
  replica: BytePath,
): Promise<Pick<Repair, 'file' | 'problem'>> {
  if (entry.kind !== 'file') return { problem: { is: 'no-file' } };
  if (entry.digests.length === 0) return { problem: { is: 'no-digest' } };
  try {
    if (!(await holds(entry, replica))) return { problem: { is: 'differs' } };
    const { path, mode, mtime, digests } = entry;
    return { file: { path, mode, mtime, digests } };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { problem: { is: 'unread', code } };
  }
}

/** Whether the file of an entry below a root has the promised size and digests. Throws the system's error. */
async function holds({ path, size, digests }: ManifestEntry, root: BytePath): Promise<boolean> {
  const file = openFileBelow(root, path);
  closeFile(file);
  if (size !== undefined && file.size !== size) return false;
  const watched = await createDigestCheck(digests);
  for (const chunk of readChunksBelow(root, path, CHUNK)) watched.update(chunk);
  return watched.holds();
}

/** Returns what sees the bytes of a file and says at their end whether they have all digests of a list. */
export async function createDigestCheck(digests: readonly Digest[]): Promise<{
  update(chunk: Uint8Array): void;
  holds(): boolean;
}> {
  const hashers = await Promise.all(
    digests.map(async ({ algorithm }) => (await algorithmNamed(algorithm)?.load())?.create()),
  );
  return {
    update(chunk) {
      for (const hasher of hashers) hasher?.update(chunk);
    },
    holds: () => hashers.every((hasher, i) => hasher?.end() === digests[i]?.hex),
  };
}
