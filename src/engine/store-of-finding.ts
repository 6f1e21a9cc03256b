import { openBelow } from '../disk/below.ts';
import type { Finding } from '../model/finding.ts';
import { type BytePath, belowRoot, directoryOf, toText } from '../model/path.ts';
import { isAdvised, type StorePlace } from '../report/store-advice.ts';

/** Returns the store in which a finding lies, where its tool has something to say about it. */
export type FindStore = (finding: Finding) => (StorePlace & { readonly top: BytePath }) | undefined;

/** Opens the stores below a root to findings; loads what knows them, and lists no directory before there is a finding. */
export async function openStoresOfFindings(root: BytePath): Promise<FindStore> {
  const { createStoreLookup } = await import('../read/store-lookup.ts');
  const below = openBelow(root);
  const lookup = createStoreLookup(below);
  const place = (format: string, top: BytePath, path: BytePath): ReturnType<FindStore> => ({
    format,
    top,
    at: toText(top === '' ? root : `${root}/${top}`),
    below: top === '' ? path : path.slice(top.length + 1),
  });
  return ({ path, by, severity }) => {
    if (severity === 'note' || path === '') return undefined;
    const list = by === undefined || !isAdvised(by.format) ? undefined : belowRoot(root, by.path);
    if (by !== undefined && list !== undefined) {
      const top = directoryOf(list);
      if (top === '' || path.startsWith(`${top}/`)) return place(by.format, top, path);
    }
    try {
      const found = lookup.storesOf(path).find(({ format }) => isAdvised(format));
      return found === undefined ? undefined : place(found.format, found.top, path);
    } catch {
      // What cannot be listed has a finding of its own.
      return undefined;
    } finally {
      below.close();
    }
  };
}
