import type { Manifest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { isWithin } from '../tree/subtrees.ts';

/**
 * Returns the files that may vouch for which a native manifest has the last word: it lists them, so that they were sealed
 * with everything else, lists were checked then, and it left nothing out. All others are used beside it.
 */
export async function sealedAmong(
  natives: readonly Manifest[],
  candidates: readonly { readonly path: BytePath }[],
): Promise<ReadonlySet<BytePath>> {
  const sealed = new Set<BytePath>();
  for (const native of natives) {
    const below = candidates.filter(({ path }) => isWithin(path, native.base)).map(({ path }) => path);
    if (below.length === 0 || !hasLastWord(native)) continue;
    const wanted = new Set(below);
    for await (const chunk of native.entries(() => {}))
      for (const { path } of chunk) if (wanted.has(path)) sealed.add(path);
  }
  return sealed;
}

/** Whether a native manifest speaks for every file of a store below a directory. */
export function isSealed(natives: readonly Manifest[], top: BytePath): boolean {
  return natives.some((native) => hasLastWord(native) && isWithin(top, native.base));
}

function hasLastWord({ exclude, held }: Manifest): boolean {
  return exclude.length === 0 && held !== undefined;
}
