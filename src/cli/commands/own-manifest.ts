import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isNativeName } from '../../manifest/native/read.ts';
import { Fault } from '../../model/fault.ts';
import { fromText } from '../../model/path.ts';

/** Returns the manifest of a directory, or the one that the user named. Throws a Fault: 2 where it is no directory, 4 without a manifest. */
export function manifestOf(root: string, named: string | undefined): string {
  if (!statSync(root).isDirectory())
    throw new Fault(2, `${root}: not a directory`, 'name the directory that was sealed');
  const manifest = named === undefined ? ownManifest(root) : resolve(named);
  if (manifest === undefined || !existsSync(manifest))
    throw new Fault(4, `${manifest ?? root}: no manifest found`, `create one: restorable seal ${root}`);
  return manifest;
}

/** Returns the manifest that `seal` wrote into a directory, if there is one. */
export function ownManifest(root: string): string | undefined {
  const names = ['sha256', 'sha512', 'blake3', 'xxh128', 'xxh64'].flatMap((each) => [
    `restorable.${each}`,
    `restorable.${each}.gz`,
  ]);
  return names
    .filter((name) => isNativeName(fromText(name)))
    .map((name) => join(root, name))
    .find((file) => existsSync(file));
}
