/**
 * Layouts: directory trees that are known by the names at their top, and with that how each file in them must be handled.
 * A layout goes by names alone, so it costs nothing to ask. What the bytes must match is a check, under the laws of a
 * structure check: it never throws, uses bounded memory, and says `broken` only where the store's own rules are violated.
 */
import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';

/** How a file of a store is to be handled. */
export type Handling =
  /** Encrypted on purpose: it looks random and has no type. */
  | { readonly is: 'encrypted' }
  /** It holds pages, which may be zero, stale or all alike; `begin` starts a probe where pages have a form. */
  | { readonly is: 'paged'; begin?(): Probe<StructureVerdict> }
  /** Random or binary by nature, with nothing to check it against. */
  | { readonly is: 'opaque' }
  /** Its name or its place determines its content; `begin` starts a probe for one file. */
  | {
      readonly is: 'check';
      begin(): Probe<StructureVerdict>;
      /** It is held by a digest alone, which says nothing of what it is. */
      readonly byDigest?: true;
      /** It never says that it does not know, so that what it says is all that is asked of the structure. */
      readonly decides?: boolean;
      /** A verdict of `proven` covers everything that a manifest of the store says about the content of this file. */
      readonly vouched?: true;
    };

/** What a layout may ask about a file, and about the files beside it below the top. */
export type StoreFile = {
  readonly size: number | undefined;
  /**
   * Reads another file, or this one, by its path below the top: all of it, or `length` bytes from the offset `from` on,
   * which is 0 by default. Undefined where it cannot be read, or where more than 256 MiB are asked for. All files of a
   * store have the same function, so that what it has read can be kept.
   */
  readonly read: (path: BytePath, length?: number, from?: number) => Buffer | undefined;
  /** Lists the top, or a directory by its path below that (nothing where it cannot be), in the form that `isTop` takes. */
  readonly names: (directory?: BytePath) => ReadonlySet<string>;
};

/** What a layout may ask about a store as a whole. */
export type StorePlace = Omit<StoreFile, 'size'>;

/** How the files of a store are laid out. Names have one char per byte; those of directories end in '/'. */
export type Layout = {
  /** Its files prove themselves by their names or their own checksums, so that nothing else has to vouch for them. */
  readonly vouches?: true;
  /** Names of which the top always lists at least one, so that most directories are dismissed after one look-up each. */
  readonly anchors?: readonly string[];
  /** Whether a name looks like one of this layout, where none is always there; asked of the first names of a directory. */
  readonly isHint?: (name: string) => boolean;
  /** A store that it lies in comes first: what an archive looks like alone is a directory of a database inside one. */
  readonly yields?: true;
  /** Whether a directory that lists `names` is the top of such a store. */
  isTop(names: ReadonlySet<string>): boolean;
  /**
   * Says which files below a top prove themselves, where names alone do not say that it is such a store; undefined where it is
   * none. A store that has this vouches for these files alone.
   */
  owned?(place: StorePlace): ((path: BytePath) => boolean) | undefined;
  /** How to handle a file, by its path below the top; undefined where it is a file like any other. */
  handle(path: BytePath, file: StoreFile): Handling | undefined;
};
