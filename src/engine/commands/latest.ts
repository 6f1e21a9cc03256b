/**
 * Puts generations of a backup in order, newest first. Promises the same order for the same disk; does not say that any
 * of them is sound: that is for `verify`.
 */
import { isTrouble, realPath } from '../../disk/list.ts';
import { isThere, statPath, statTarget } from '../../disk/stat.ts';
import { claimOfName } from '../../manifest/checksum/names.ts';
import { sealedAt } from '../../manifest/native/head.ts';
import { isNativeName } from '../../manifest/native/read.ts';
import { dateInName } from '../../model/dates/name-date.ts';
import type { Kind } from '../../model/entry.ts';
import { type BytePath, fromText, join, nameOf, toText } from '../../model/path.ts';
import { listTop } from '../../walk/walk.ts';

/** Where the date of a generation comes from. */
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
    const stat = statTarget(fromText(path));
    const mtime = isThere(stat) ? stat.mtimeMs : 0;
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
  if (kindBehind(path) !== 'file') return false;
  return COMPANION.test(name) || isNativeName(name) || claimOfName(name) !== undefined;
}

function kindBehind(path: string): Kind | undefined {
  const stat = statTarget(fromText(path));
  return isThere(stat) ? stat.kind : undefined;
}

function isLink(path: string): boolean {
  const stat = statPath(fromText(path));
  return isThere(stat) && stat.kind === 'link';
}

/** Without links to what is there under its own name; one that cannot be followed stays, for the run over it to say why. */
function withoutAliases(paths: readonly string[]): string[] {
  const real = new Set(paths.filter((path) => !isLink(path)));
  const seen = new Set<string>();
  return paths.filter((path) => {
    if (real.has(path)) return true;
    const target = realPath(fromText(path));
    if (target === undefined || isTrouble(target)) return true;
    const name = toText(target.path);
    if (real.has(name) || seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/** When the newest native manifest at the top of a directory was written, by its first line. */
async function manifestDate(path: string): Promise<number | undefined> {
  if (kindBehind(path) !== 'directory') return undefined;
  const directory: BytePath = fromText(path);
  const top = listTop(directory);
  // It keeps its place by its mtime, and the run over it says that it cannot be listed.
  if (isTrouble(top)) return undefined;
  const times: number[] = [];
  for (const { kind, path: name } of top) {
    if (kind !== 'file' || !isNativeName(name)) continue;
    const time = await sealedAt(join(directory, name));
    if (time !== undefined) times.push(time);
  }
  return times.length === 0 ? undefined : Math.max(...times);
}
