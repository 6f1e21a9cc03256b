/**
 * Which generations saved nothing, however well they are formed: the newest where it is tiny beside the others, and
 * dumps that have been the same for days. Reads no file that need not be compared.
 */
import { createHash } from 'node:crypto';
import { readChunks, readStart } from '../../disk/open.ts';
import { inodeOf } from '../../disk/stat.ts';
import { withoutDates } from '../../model/dates/dated-names.ts';
import { errorCode } from '../../model/fault.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import { areStuck, medianBeside } from '../tree/series-rules.ts';
import { filesOf, type GenerationFile, sizeUpTo } from './generation-files.ts';

/** Why a generation is worth nothing: the median size of the others, or that it is the same as the one before it. */
export type SavedNothing =
  | { readonly is: 'tiny'; readonly median: number }
  | { readonly is: 'same'; readonly since: string };

type Dated = { readonly path: string; readonly time: number };

/** How many times smaller a directory is than the median of the others: a file that is packed varies less. */
const TIMES = 1000;
/** Larger generations are not compared byte by byte. */
const MOST_READ = 2 ** 30;
const CHUNK = 2 ** 20;
const START = 65_536;
/** So many bytes of the others are counted at least. */
const LEAST_COUNTED = 65_536;

/** Returns, by its path, what a generation of those in order, newest first, lacks. */
export async function savedNothing(
  generations: readonly Dated[],
): Promise<ReadonlyMap<string, SavedNothing>> {
  const [newest] = generations;
  const median = await medianBesideTiny(generations);
  if (newest !== undefined && median !== undefined)
    return new Map([[newest.path, { is: 'tiny', median }] as const]);
  const same = await sameDumps(generations);
  const oldest = same.at(-1);
  if (oldest === undefined) return new Map();
  return new Map(same.slice(0, -1).map(({ path }) => [path, { is: 'same', since: oldest.path }] as const));
}

async function medianBesideTiny(generations: readonly Dated[]): Promise<number | undefined> {
  const [newest, ...others] = generations.map(({ path }) => path);
  if (newest === undefined) return undefined;
  const found = await filesOf(newest);
  if (found === undefined) return undefined;
  const isFile = found.kind === 'file';
  if (isFile && !areDumps(found.files)) return undefined;
  const bytes = sumOf(found.files);
  const sizes = [bytes];
  for (const other of others) {
    const size = await sizeUpTo(other, Math.max(bytes * TIMES * 2, LEAST_COUNTED), isFile);
    if (size === undefined) return undefined;
    sizes.push(size);
  }
  return medianBeside(sizes, isFile ? undefined : TIMES);
}

/** Returns the newest generations that are the same dumps, where they have been for days; none elsewhere. */
async function sameDumps(generations: readonly Dated[]): Promise<readonly Dated[]> {
  const [newest] = generations;
  const first = newest === undefined ? undefined : await filesOf(newest.path);
  if (first === undefined || !areDumps(first.files) || sumOf(first.files) > MOST_READ) return [];
  const alike = [{ time: newest?.time ?? 0, files: first.files }];
  for (const { path, time } of generations.slice(1)) {
    const found = await filesOf(path);
    if (found === undefined || shapeOf(found.files) !== shapeOf(first.files)) break;
    alike.push({ time, files: found.files });
  }
  if (!areStuck(alike.map(({ time, files }) => ({ date: time, bytes: sumOf(files) })))) return [];
  const inodes = alike.flatMap(({ files }) => files.map(({ path }) => inodeOf(path) ?? path));
  if (new Set(inodes).size < inodes.length) return [];
  const end = alike.findIndex(({ files }) => !haveOneContent(first.files, files));
  const same = generations.slice(0, end < 0 ? alike.length : end);
  return areStuck(same.map(({ time }) => ({ date: time, bytes: sumOf(first.files) }))) ? same : [];
}

function areDumps(files: readonly GenerationFile[]): boolean {
  return files.length > 0 && files.every(({ isDump }) => isDump);
}

function sumOf(files: readonly GenerationFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function shapeOf(files: readonly GenerationFile[]): string {
  return files.map(({ path, bytes }) => `${withoutDates(nameOf(path))}\0${bytes}`).join('\0');
}

/** Returns whether files are the same byte by byte; those that cannot be read are not. */
function haveOneContent(some: readonly GenerationFile[], others: readonly GenerationFile[]): boolean {
  if (some === others) return true;
  try {
    return some.every(({ path }, i) => {
      const other = others[i];
      if (other === undefined || !readStart(path, START).equals(readStart(other.path, START))) return false;
      return digestOf(path) === digestOf(other.path);
    });
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}

function digestOf(path: BytePath): string {
  const hash = createHash('sha256');
  for (const chunk of readChunks(path, CHUNK)) hash.update(chunk);
  return hash.digest('hex');
}
