import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import { isTemporaryName } from '../../model/temporary-name.ts';
import type { ReadTask } from '../../read/jobs.ts';
import type { Selection } from '../../walk/selection.ts';
import type { TreePair } from './batch.ts';

/** What decides how a file is read. */
export type TaskRules = {
  /** Returns the digests of a manifest entry that are compared. */
  wanted(expected: ManifestEntry): readonly Digest[];
  /** Files that are not read where the manifest does not list them: they vouch for others. */
  readonly exempt: ReadonlySet<BytePath>;
  /** What the user said is encrypted. */
  readonly isExpected: Selection | undefined;
  /** What the user said may be zeros. */
  readonly mayBeZero?: Selection | undefined;
  /** Whether every file is examined, whatever is known of it: what is read goes into a new manifest. */
  readonly isWritten?: boolean;
};

/** Returns what a lane reads for a pair: every file that is there, but those that vouch and temporary ones of ours. */
export function taskFor({ left, right, seen: held }: TreePair, rules: TaskRules): ReadTask | undefined {
  if (left?.kind !== 'file' || left.trouble !== undefined) return undefined;
  const isWritten = rules.isWritten === true;
  const isExempt = right === undefined && (rules.exempt.has(left.path) || isTemporaryName(nameOf(left.path)));
  if (isExempt) return undefined;
  // Where something else was recorded, the file is as new as one of which nothing is known.
  const named = held === undefined ? {} : ({ named: true } as const);
  if (right?.kind !== 'file') return marked({ path: left.path, wanted: [], ...named }, rules);
  const { size, isProfiled, proof, seen } = right;
  const wanted = rules.wanted(right);
  const isKnown = isProfiled === true || seen !== undefined;
  return marked({ path: left.path, wanted, size, examine: isWritten || !isKnown, proof, ...named }, rules);
}

/** Returns a task to examine whatever file lies at a pair; nothing is compared. */
export function examineTask({ left }: TreePair): ReadTask | undefined {
  return left?.kind === 'file' ? { path: left.path, wanted: [] } : undefined;
}

function marked(task: ReadTask, { isExpected, mayBeZero }: TaskRules): ReadTask {
  if (isExpected?.(task.path) === true) return { ...task, expected: true };
  return mayBeZero?.(task.path) === true ? { ...task, blank: true } : task;
}
