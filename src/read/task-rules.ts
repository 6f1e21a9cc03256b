import type { ReadJob, ReadTask } from './jobs.ts';

/** Returns the algorithms of what is compared and of what else is requested, each once. */
export function algorithmsOfTask({ wanted }: ReadTask, requested: readonly string[]): string[] {
  return [...new Set([...wanted.map((digest) => digest.algorithm), ...requested])];
}

/** Returns whether a task is examined whatever it matches. */
export function isExamined({ wanted, examine }: ReadTask): boolean {
  return wanted.length === 0 || examine === true;
}

/** Returns whether nothing is asked of a file but whether it holds by its name in its store, as in an earlier run. */
export function isNamedAlone({ named, wanted }: ReadTask, { answer, digests }: ReadJob): boolean {
  return named === true && wanted.length === 0 && answer === 'exceptions' && digests.length === 0;
}

/** Returns whether there is anything to compare a file with. */
export function hasExpectation(task: ReadTask): boolean {
  return isVouchedFor(task) || task.size !== undefined;
}

/** Returns whether more than a size is recorded. */
export function isVouchedFor({ wanted, proof }: ReadTask): boolean {
  return wanted.length > 0 || proof === true;
}

/**
 * Returns every algorithm of a job. Neighbours mostly want the same one, so the set is only updated where it changes.
 */
export function algorithmsOf(job: ReadJob): ReadonlySet<string> {
  const names = new Set(job.digests);
  let last = '';
  for (const { wanted } of job.tasks) {
    for (const { algorithm } of wanted) {
      if (algorithm !== last) names.add(algorithm);
      last = algorithm;
    }
  }
  return names;
}
