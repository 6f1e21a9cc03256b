import type { Passable } from '../disk/below.ts';
import type { RemoteMount } from '../disk/remote-channel.ts';
import type { Depth } from '../model/content.ts';
import type { Digest } from '../model/manifest.ts';
import type { BytePath } from '../model/path.ts';
import type { ReadJob, ReadTask } from './jobs.ts';

/**
 * A job as it is passed to a thread: strings and one array, because an object per file would cost more than a small
 * file.
 */
export type JobMessage = {
  readonly paths: string;
  /** Where every task wants one digest of the same algorithm: that algorithm, and all digests in one string. */
  readonly algorithm: string;
  readonly wanted: string;
  readonly sizes: Float64Array;
  /**
   * Bits: 1 where the content is to be examined too, 2 where it is said to be encrypted, 4 where its content has to
   * prove it, 8 where it may be zeros, 16 where it was read already, 32 where an earlier run saw it held by its name.
   */
  readonly examine: Uint8Array;
  readonly digests: readonly string[];
  readonly answer: ReadJob['answer'];
  readonly depth: Depth;
};

/** The data with which a lane is started. */
export type LaneData = {
  readonly root: BytePath;
  readonly passable?: Passable | undefined;
  /** Files are read past the page cache where their file system allows it. */
  readonly isUncached: boolean;
  /** Shared: whether to stop, and the index of the current task or NO_TASK. */
  readonly words: Int32Array;
  /** Shared: the bytes read so far. */
  readonly bytes: Float64Array;
  /** Shared: how many reads could not pass the page cache. */
  readonly refused: Float64Array;
  /** The remote trees that can be read. */
  readonly mounts: readonly RemoteMount[];
};

/** Used instead of an index where a lane has no current file. */
export const NO_TASK = -1;

/** Packs a job; a path contains no NUL, a digest neither comma nor colon. */
export function packJob({ tasks, digests, answer, depth = 'normal' }: ReadJob): JobMessage {
  const algorithm = commonAlgorithm(tasks);
  const wanted =
    algorithm === ''
      ? tasks
          .map((task) => task.wanted.map((digest) => `${digest.algorithm}:${digest.hex}`).join(','))
          .join('\0')
      : tasks.map((task) => task.wanted[0]?.hex).join('');
  const sizes = new Float64Array(tasks.length);
  const examine = new Uint8Array(tasks.length);
  tasks.forEach((task, i) => {
    sizes[i] = task.size ?? Number.NaN;
    examine[i] =
      (task.examine === true ? 1 : 0) |
      (task.expected === true ? 2 : 0) |
      (task.proof === true ? 4 : 0) |
      (task.blank === true ? 8 : 0) |
      (task.failed === true ? 16 : 0) |
      (task.named === true ? 32 : 0);
  });
  return {
    paths: tasks.map((task) => task.path).join('\0'),
    algorithm,
    wanted,
    sizes,
    examine,
    digests,
    answer,
    depth,
  };
}

/** Reverses `packJob`. */
export function unpackJob({
  paths,
  algorithm,
  wanted,
  sizes,
  examine,
  digests,
  answer,
  depth,
}: JobMessage): ReadJob {
  const names = paths.split('\0');
  const length = wanted.length / names.length;
  const all = algorithm === '' ? wanted.split('\0') : [];
  const tasks: ReadTask[] = [];
  for (let i = 0; i < names.length; i++) {
    const size = sizes[i] ?? Number.NaN;
    const hex = wanted.slice(i * length, (i + 1) * length);
    tasks.push({
      path: names[i] ?? '',
      wanted: algorithm === '' ? parseDigests(all[i] ?? '') : [{ algorithm, hex }],
      size: Number.isNaN(size) ? undefined : size,
      examine: ((examine[i] ?? 0) & 1) === 1,
      ...(((examine[i] ?? 0) & 2) === 0 ? {} : { expected: true }),
      ...(((examine[i] ?? 0) & 4) === 0 ? {} : { proof: true }),
      ...(((examine[i] ?? 0) & 8) === 0 ? {} : { blank: true }),
      ...(((examine[i] ?? 0) & 16) === 0 ? {} : { failed: true }),
      ...(((examine[i] ?? 0) & 32) === 0 ? {} : { named: true }),
    });
  }
  return { tasks, digests, answer, depth };
}

/** Returns the algorithm of all digests where every task wants exactly one of the same; else ''. */
function commonAlgorithm(tasks: readonly ReadTask[]): string {
  const first = tasks[0]?.wanted[0];
  if (first === undefined) return '';
  const isCommon = tasks.every(
    ({ wanted }) =>
      wanted.length === 1 &&
      wanted[0]?.algorithm === first.algorithm &&
      wanted[0].hex.length === first.hex.length,
  );
  return isCommon ? first.algorithm : '';
}

function parseDigests(text: string): Digest[] {
  if (text === '') return [];
  return text.split(',').map((digest) => {
    const colon = digest.indexOf(':');
    return { algorithm: digest.slice(0, colon), hex: digest.slice(colon + 1) };
  });
}
