import { ALGORITHMS } from '../../hash/algorithms.ts';
import { type BytePath, directoryOf, nameOf } from '../../model/path.ts';

/** Of several native manifests in one directory, the one of the algorithm that a seal uses by default, then the others. */
export function ownerOf(paths: readonly BytePath[]): BytePath | undefined {
  const names = ['sha256', ...ALGORITHMS.map((algorithm) => algorithm.name)];
  const wanted = names.flatMap((name) => [`restorable.${name}`, `restorable.${name}.gz`]);
  return wanted.flatMap((name) => paths.filter((path) => nameOf(path) === name))[0];
}

/** Whether a directory above one has a native manifest. */
export function hasAbove(natives: ReadonlySet<BytePath>, directory: BytePath): boolean {
  for (let at = directory; at !== ''; ) {
    at = directoryOf(at);
    if (natives.has(at)) return true;
  }
  return false;
}
