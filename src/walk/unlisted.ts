import { type FileEntry, type Kind, orderKey, type Trouble } from '../model/entry.ts';
import type { BytePath } from '../model/path.ts';

/** The directories of a walk that could not be listed: what lies below them is unknown, not missing. */
export type Unlisted = {
  /** Notes an entry of the walk, all of which come in its order, if it is such a directory. */
  note(entry: FileEntry): void;
  /** Returns what stands for a path below one, which the walk did not meet; undefined for others. Paths come in the same order. */
  below(path: { readonly path: BytePath; readonly kind: Kind }): FileEntry | undefined;
};

type Noted = { readonly path: BytePath; readonly prefix: string; readonly trouble: Trouble };

/** Starts with none. */
export function createUnlisted(): Unlisted {
  const noted: Noted[] = [];
  return {
    note({ path, kind, trouble }) {
      if (kind === 'directory' && trouble !== undefined)
        noted.push({ path, prefix: path === '' ? '' : `${path}/`, trouble });
    },
    below(wanted) {
      if (noted.length === 0) return undefined;
      const key = orderKey(wanted);
      // Of directories that were passed, the last one alone can be above what comes next.
      while (noted[1] !== undefined && noted[1].prefix <= key) noted.shift();
      const [above] = noted;
      if (above === undefined || !key.startsWith(above.prefix)) return undefined;
      const { path, kind } = wanted;
      return { path, kind, trouble: { ...above.trouble, above: above.path } };
    },
  };
}
