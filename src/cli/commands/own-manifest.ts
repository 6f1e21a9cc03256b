/** Where the manifest of a directory is: at its top, named by the user, or in a directory of manifests outside of the trees. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isThere, statTarget } from '../../disk/stat.ts';
import { isNativeName } from '../../manifest/native/read.ts';
import { Fault } from '../../model/fault.ts';
import { fromText } from '../../model/path.ts';
import type { ManifestFlags } from '../arguments/manifest-flags.ts';
import { liesBelow } from '../arguments/signers.ts';
import { absolute, isRemoteName } from '../remote/name.ts';

/** Returns the manifest of a directory, or the one that the user named. Throws a Fault: 2 where it is no directory, 4 without a manifest. */
export function manifestOf(root: string, flags: ManifestFlags): string {
  if (!isDirectory(root))
    throw new Fault(2, `${root}: not a directory`, 'name the directory that was sealed');
  const manifest = namedManifest(root, flags) ?? ownManifest(root);
  if (manifest === undefined || !existsSync(manifest))
    throw new Fault(4, `${manifest ?? root}: no manifest found`, `create one: restorable seal ${root}`);
  return manifest;
}

/**
 * Returns the manifest that flags name for a root; undefined where they name none. Throws a Fault: 2 where both flags are given or the directory of
 * manifests lies in the root, 4 where it has none of that root.
 */
export function namedManifest(root: string, { manifest, manifestDir }: ManifestFlags): string | undefined {
  if (manifestDir === undefined) return manifest === undefined ? undefined : absolute(manifest);
  if (manifest !== undefined)
    throw new Fault(2, '--manifest and --manifest-dir say two things', 'give one of them');
  const base = keptBase(root, manifestDir);
  const kept = SUFFIXES.map((suffix) => base + suffix).find((file) => existsSync(file));
  if (kept === undefined)
    throw new Fault(
      4,
      `${base}.sha256: no manifest of ${root} found`,
      `create one: restorable seal --manifest-dir ${manifestDir} ${root}`,
    );
  return kept;
}

/**
 * Returns where the manifest of a root is written in a directory of manifests. Throws a Fault (2) where that lies in the root, or has a manifest of it
 * by another algorithm: nobody could tell which of them counts.
 */
export function keptManifest(root: string, manifestDir: string, algorithm: string): string {
  const base = keptBase(root, manifestDir);
  const file = `${base}.${algorithm}`;
  const other = SUFFIXES.map((suffix) => base + suffix).find((each) => each !== file && existsSync(each));
  if (other !== undefined)
    throw new Fault(
      2,
      `${other}: a manifest of ${root} by another algorithm`,
      'remove it, or seal with its algorithm',
    );
  return file;
}

/** Returns the manifest that `seal` wrote into a directory, if there is one. */
export function ownManifest(root: string): string | undefined {
  const names = SUFFIXES.map((suffix) => `restorable${suffix}`);
  return names
    .filter((name) => isNativeName(fromText(name)))
    .map((name) => join(root, name))
    .find((file) => isThere(statTarget(fromText(file))));
}

/** Whether a directory lies at a path. */
export function isDirectory(path: string): boolean {
  const stat = statTarget(fromText(path));
  return isThere(stat) && stat.kind === 'directory';
}

const SUFFIXES = ['sha256', 'sha512', 'blake3', 'xxh128', 'xxh64'].flatMap((each) => [
  `.${each}`,
  `.${each}.gz`,
]);

/** Bytes of a name, which file systems limit to 255 with what follows it. */
const MOST_BYTES = 200;

/** The path of a manifest without its ending: `/srv/a b` is `srv%2Fa%20b`, so that no two roots have one name; a long path is its digest. */
function keptBase(root: string, manifestDir: string): string {
  const directory = resolve(manifestDir);
  if (liesBelow(directory, root))
    throw new Fault(
      2,
      `${directory}: lies in the directory that it is to vouch for`,
      'keep manifests outside of the backup, such as in /var/lib/restorable/manifests',
    );
  const name = encodeURIComponent(root === '/' || isRemoteName(root) ? root : root.slice(1));
  const isLong = name.length > MOST_BYTES;
  return join(directory, isLong ? createHash('sha256').update(root).digest('hex') : name);
}
