/**
 * A manifest in the place of the tree that it was made of. Promises what a walk and lanes would have said on the day of
 * the seal; opens no file of the tree.
 */
import type { FileEntry } from '../../model/entry.ts';
import type { Finding } from '../../model/finding.ts';
import type { Digest, Manifest, ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import {
  emptyAnswer,
  type FileFacts,
  NO_FACTS,
  type ReadAnswer,
  type ReadJob,
  type ReadTask,
  satisfies,
} from '../../read/jobs.ts';
import { isLeftOut, type Selection } from '../../walk/selection.ts';
import type { Instead } from '../plan.ts';

/** The field of a profile without which it does not say what it recognised. */
const STANDING = ';s=';

/** Puts a manifest in the place of its tree. */
export function sealedGeneration(manifest: Manifest, leaveOut: Selection | undefined): Instead {
  /** Files on their way from the walk to the lanes. */
  const files = new Map<BytePath, ManifestEntry>();
  async function* entries(
    report: (finding: Finding) => void,
  ): AsyncGenerator<readonly FileEntry[], void, undefined> {
    for await (const chunk of manifest.entries(report)) {
      const kept = chunk.filter(({ path, kind }) => !isLeftOut(leaveOut, path, kind === 'directory'));
      for (const expected of kept) if (expected.kind === 'file') files.set(expected.path, expected);
      yield kept.map(entryOf);
    }
  }
  return {
    named: manifest.file,
    entries,
    lanes: {
      count: 1,
      inspect: async (job) => {
        const sealed = job.tasks.map(({ path }) => files.get(path));
        for (const { path } of job.tasks) files.delete(path);
        return answerOf(job, sealed);
      },
      bytes: () => 0,
      close: async () => {},
    },
  };
}

function entryOf({ path, kind, target, unreadable }: ManifestEntry): FileEntry {
  const isHole = unreadable !== undefined && kind === 'directory';
  return {
    path,
    kind,
    ...(kind === 'directory' ? { empty: !isHole } : {}),
    ...(target === undefined ? {} : { target }),
    ...(isHole ? { trouble: { code: unreadable, doing: 'list it when it was sealed' } } : {}),
  };
}

function answerOf({ tasks, digests }: ReadJob, sealed: readonly (ManifestEntry | undefined)[]): ReadAnswer {
  const exceptions: { index: number; facts: FileFacts }[] = [];
  const sizes = new Float64Array(tasks.length);
  let heldFiles = 0;
  let heldBytes = 0;
  tasks.forEach((task, index) => {
    const facts = factsOf(task, sealed[index]);
    sizes[index] = facts.size;
    const isHeld = task.wanted.length > 0 && satisfies(task, facts);
    if (isHeld) {
      heldFiles += 1;
      heldBytes += facts.size;
    } else if (task.wanted.length > 0 || digests.length > 0 || facts.trouble !== undefined)
      exceptions.push({ index, facts });
  });
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return {
    ...emptyAnswer(),
    exceptions,
    sizes,
    files: tasks.length,
    bytes,
    matchedFiles: heldFiles,
    matchedBytes: heldBytes,
  };
}

function factsOf({ wanted, size: before }: ReadTask, expected: ManifestEntry | undefined): FileFacts {
  const facts = sealedFacts(expected);
  if (expected?.unreadable !== undefined)
    return { ...facts, trouble: { code: expected.unreadable, doing: 'read the file when it was sealed' } };
  const isComparable =
    wanted.length === 0 || before !== facts.size || wanted.some((digest) => isKindred(digest, facts.digests));
  if (isComparable) return facts;
  return { ...facts, trouble: { code: 'NO_COMMON_DIGEST', doing: 'compare the digests of both manifests' } };
}

function sealedFacts(expected: ManifestEntry | undefined): FileFacts {
  const { size = 0, mtime = NO_FACTS.mtime, mode = 0, digests = [], profile, accepted } = expected ?? {};
  const [code] = accepted ?? [];
  return {
    ...NO_FACTS,
    size,
    mtime,
    mode,
    digests,
    ...(profile === undefined || !profile.includes(STANDING) ? {} : { profile }),
    ...(code === undefined
      ? {}
      : { contentFinding: { code, severity: 'note', evidence: [{ is: 'accepted' }] } }),
  };
}

function isKindred({ algorithm }: Digest, digests: readonly Digest[]): boolean {
  return digests.some((digest) => digest.algorithm === algorithm);
}
