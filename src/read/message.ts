import type { Digest } from '../model/manifest.ts';
import type { BytePath } from '../model/path.ts';
import type { Job, Task } from './facts.ts';

/** A job as it crosses to a thread: two strings and one array, for an object a file would cost more than a small file. */
export type JobMessage = {
  readonly paths: string;
  readonly wanted: string;
  readonly sizes: Float64Array;
  readonly digests: readonly string[];
  readonly answer: Job['answer'];
};

/** What a lane is born with. */
export type LaneData = {
  readonly root: BytePath;
  /** Shared: whether to stop, and the index of the task at hand. */
  readonly words: Int32Array;
  /** Shared: the bytes read so far. */
  readonly bytes: Float64Array;
};

/** Packs a job; a path has no NUL and a digest no comma. */
export function packJob({ tasks, digests, answer }: Job): JobMessage {
  return {
    paths: tasks.map((task) => task.path).join('\0'),
    wanted: tasks
      .map((task) => task.wanted.map(({ algorithm, hex }) => `${algorithm}:${hex}`).join(','))
      .join('\0'),
    sizes: Float64Array.from(tasks, (task) => task.size ?? Number.NaN),
    digests,
    answer,
  };
}

/** Undoes `packJob`. */
export function unpackJob({ paths, wanted, sizes, digests, answer }: JobMessage): Job {
  const all = wanted.split('\0');
  const tasks = paths.split('\0').map((path, i): Task => {
    const size = sizes[i] ?? Number.NaN;
    const digest = parseDigests(all[i] ?? '');
    return Number.isNaN(size) ? { path, wanted: digest } : { path, wanted: digest, size };
  });
  return { tasks, digests, answer };
}

function parseDigests(text: string): Digest[] {
  if (text === '') return [];
  return text.split(',').map((digest) => {
    const colon = digest.indexOf(':');
    return { algorithm: digest.slice(0, colon), hex: digest.slice(colon + 1) };
  });
}
