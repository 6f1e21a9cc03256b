/**
 * Puts generations of a backup in order, newest first. Promises the same order for the same disk; does not say that any
 * of them is sound: that is for `verify`.
 */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { claimOfName } from '../../manifest/checksum/names.ts';
import { sealedAt } from '../../manifest/native/head.ts';
import { isNativeName } from '../../manifest/native/read.ts';
import { type BytePath, fromText, join, nameOf, toBytes } from '../../model/path.ts';
import { listTop } from '../../walk/walk.ts';
import { dateInName } from '../generations/name-date.ts';

/** What told how old a generation is. */
export type DatedBy = 'name' | 'manifest' | 'mtime';

/** One generation, and when it was made, in milliseconds since 1970. */
export type Generation = { readonly path: string; readonly time: number; readonly by: DatedBy };

const COMPANION = /\.(?:sig|asc|gpg|sign|minisig|part|tmp)$/i;

/**
 * The generations among absolute paths, newest first: by the date in the name, else by that of the manifest at its top,
 * else by mtime. Of two with the same date the one with the newer manifest or mtime comes first. Lists and manifests that
 * lie beside them are none, and a link to one of them is not taken twice.
 */
export async function orderGenerations(paths: readonly string[]): Promise<Generation[]> {
  const prefix = sharedDirectory(paths);
  const dated: (Generation & { readonly second: number })[] = [];
  for (const path of withoutAliases(paths.filter((each) => paths.length === 1 || !isVoucher(each)))) {
    const named = dateInName(path.slice(prefix.length));
    const sealed = await manifestDate(path);
    const mtime = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const by: DatedBy = named !== undefined ? 'name' : sealed !== undefined ? 'manifest' : 'mtime';
    dated.push({ path, time: named ?? sealed ?? mtime, by, second: sealed ?? mtime });
  }
  return dated
    .toSorted((a, b) => b.time - a.time || b.second - a.second || (a.path < b.path ? 1 : -1))
    .map(({ path, time, by }) => ({ path, time, by }));
}

/** What is common to all paths up to a '/', so that it tells none from another. */
function sharedDirectory(paths: readonly string[]): string {
  let [prefix = ''] = paths;
  prefix = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  while (!paths.every((path) => path.startsWith(prefix)))
    prefix = prefix.slice(0, prefix.lastIndexOf('/', prefix.length - 2) + 1);
  return prefix;
}

function isVoucher(path: string): boolean {
  const name = nameOf(fromText(path));
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  return COMPANION.test(name) || isNativeName(name) || claimOfName(name) !== undefined;
}

/** Without links to what is there under its own name. */
function withoutAliases(paths: readonly string[]): string[] {
  const real = new Set(paths.filter((path) => !lstatSync(path).isSymbolicLink()));
  const seen = new Set<string>();
  return paths.filter((path) => {
    if (real.has(path)) return true;
    const target = realpathSync(path);
    if (real.has(target) || seen.has(target)) return false;
    seen.add(target);
    return true;
  });
}

/** When the newest native manifest at the top of a directory was written, by its first line. */
async function manifestDate(path: string): Promise<number | undefined> {
  const directory: BytePath = fromText(path);
  if (statSync(toBytes(directory), { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const times: number[] = [];
  for (const { kind, path: name } of listTop(directory)) {
    if (kind !== 'file' || !isNativeName(name)) continue;
    const time = await sealedAt(join(directory, name));
    if (time !== undefined) times.push(time);
  }
  return times.length === 0 ? undefined : Math.max(...times);
}
