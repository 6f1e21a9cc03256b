import type { BytePath } from './path.ts';

/** What can lie at a path. Anything but a file, directory or link is listed but never opened. */
export type Kind = 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'device';

/** A system error while something was listed or read: its code (`EACCES`) and what was being done. */
export type Trouble = { readonly code: string; readonly doing: string };

/** One path as the walk saw it. */
export type FileEntry = {
  readonly path: BytePath;
  readonly kind: Kind;
  /** The directory is empty. */
  readonly empty?: boolean;
  /** Where a link points, as bytes, never followed. */
  readonly target?: BytePath;
  /** Why a directory could not be listed or a link not read. */
  readonly trouble?: Trouble;
};

/**
 * Returns the key by which everything is ordered: the bytes of the path, a directory compared as `name/`. Depth first
 * with this key is the byte order of full paths, so walk and manifest can be joined in lock step.
 */
export function orderKey(entry: { readonly path: BytePath; readonly kind: Kind }): string {
  return entry.kind === 'directory' ? `${entry.path}/` : entry.path;
}
