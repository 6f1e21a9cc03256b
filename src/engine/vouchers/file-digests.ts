import type { Digest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { createInspector } from '../../read/inspect.ts';

/** Returns the digests of each file below a root in some algorithms; none of a file that cannot be read. */
export async function digestsOf(
  root: BytePath,
  paths: readonly BytePath[],
  algorithms: readonly string[],
): Promise<readonly (readonly Digest[])[]> {
  const tasks = paths.map((path) => ({ path, wanted: [] }));
  const job = { tasks, digests: algorithms, answer: 'all' } as const;
  const inspector = createInspector(root);
  await inspector.prepare(job);
  const found: (readonly Digest[])[] = [];
  for (const task of tasks) {
    const { exceptions } = await inspector.run({ ...job, tasks: [task] }, SILENT);
    found.push(exceptions[0]?.facts.digests ?? []);
  }
  return found;
}

const SILENT = { isStopped: () => false, at: () => {}, read: () => {} };
