import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, withPath } from '../model/fault.ts';
import { mergeRuns } from './merge-runs.ts';

/** How items are ordered, how they become lines of a temporary file, and how much memory they may take. */
export type SortOptions<T> = {
  readonly keyOf: (item: T) => string;
  /** Returns an item as one line without a LF, one character per byte. */
  readonly encode: (item: T) => string;
  readonly decode: (line: string) => T;
  /** The number of items kept in memory. */
  readonly limit?: number;
  /** Where temporary runs are written; nothing is written while the items fit into memory. */
  readonly directory: string;
};

const LIMIT = 200_000;
const BATCH = 1024;
const BUFFER = 1 << 17;
/** The number of runs open at once; where there are more, they are merged into one. */
const FAN_IN = 128;

/**
 * Sorts a stream by key, as `<` compares; items with equal keys keep their order. What does not fit into memory goes to
 * temporary files in sorted runs, which are then merged; the files are removed however the stream ends.
 */
export async function* sortRuns<T>(
  items: AsyncIterable<readonly T[]>,
  options: SortOptions<T>,
): AsyncGenerator<readonly T[], void, undefined> {
  const { keyOf, limit = LIMIT } = options;
  let files: string[] = [];
  let held: T[] = [];
  let folder: string | undefined;
  let named = 0;

  const sorted = (): Iterable<readonly T[]> =>
    inBatches(held.toSorted((a, b) => compare(keyOf(a), keyOf(b))));
  const merged = (last: Iterable<readonly T[]>): AsyncIterable<readonly T[]> =>
    mergeRuns([...files.map((file) => readRun(file, options)), last], keyOf);
  const spill = async (): Promise<void> => {
    folder ??= await createFolder(options.directory);
    const file = join(folder, String(named++));
    const full = files.length === FAN_IN;
    await writeRun(file, full ? merged(sorted()) : sorted(), options);
    for (const old of full ? files : []) await rm(old);
    files = full ? [file] : [...files, file];
    held = [];
  };

  try {
    for await (const chunk of items) {
      for (const item of chunk) {
        if (held.length >= Math.max(1, limit)) await spill();
        held.push(item);
      }
    }
    yield* files.length === 0 ? sorted() : merged(sorted());
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function createFolder(directory: string): Promise<string> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  return mkdtemp(join(directory, 'restorable-sort-'));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function* inBatches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += BATCH) yield items.slice(at, at + BATCH);
}

async function writeRun<T>(
  file: string,
  batches: Iterable<readonly T[]> | AsyncIterable<readonly T[]>,
  { encode }: SortOptions<T>,
): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const batch of batches) {
      const lines = batch.map(encode);
      if (lines.some((line) => line.includes('\n')))
        throw new Error('an item to be sorted was encoded with a LF in it');
      await handle.writeFile(`${lines.join('\n')}\n`, 'latin1');
    }
  } catch (error) {
    // What fails on an open file does not say which one.
    throw withPath(error, file);
  } finally {
    await handle.close();
  }
}

async function* readRun<T>(file: string, { decode }: SortOptions<T>): AsyncGenerator<readonly T[]> {
  const handle = await open(file);
  const buffer = Buffer.allocUnsafe(BUFFER);
  try {
    let rest = '';
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, BUFFER);
      if (bytesRead === 0) return;
      const lines = (rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines.map(decode);
    }
  } finally {
    await handle.close();
  }
}
