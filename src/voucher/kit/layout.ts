/**
 * Stores: directory trees of which the layout is known, and with it how each file in them must be taken. A store speaks
 * by names alone, so it costs nothing to ask; what the bytes must hold against is a check, under the laws of a structure
 * check: it never throws, holds a bound of memory, and says `broken` only where the store's own rules are violated.
 */
import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';

/** How a file of a store is to be taken. */
export type Handling =
  /** Encrypted on purpose: it looks random and has no type. */
  | { readonly is: 'encrypted' }
  /** It holds pages, which may be zero, stale or all alike; `begin` starts a probe where pages have a form. */
  | { readonly is: 'paged'; begin?(): Probe<StructureVerdict> }
  /** Random or binary by nature, with nothing to hold it against. */
  | { readonly is: 'opaque' }
  /** Its name, or its place, says what must hold; `begin` starts a probe for one file. */
  | {
      readonly is: 'check';
      begin(): Probe<StructureVerdict>;
      /** `proven` says that all holds which a manifest of the store promises of what is in the file. */
      readonly vouched?: true;
    };

/** What a store may ask of a file, and of what lies beside it below the top. */
export type StoreFile = {
  readonly size: number | undefined;
  /**
   * The bytes of another file, by its path below the top, or so many of the first ones; undefined where it cannot be read,
   * or all is asked for and it has over 256 MiB.
   */
  readonly read: (path: BytePath, length?: number) => Buffer | undefined;
  /** What the top lists, as `isTop` is given it. */
  readonly names: () => ReadonlySet<string>;
};

/** One kind of store. */
export type Store = {
  /** Lower-case: `restic`. */
  readonly name: string;
  /** One line for the documentation: what it is, and what is held against what. */
  readonly about: string;
  /** Its files prove themselves by their names or their own checksums, so that nothing else has to vouch for them. */
  readonly vouches?: true;
  /** Whether a directory that lists `names` (one char a byte; directories end in '/') is the top of such a store. */
  isTop(names: ReadonlySet<string>): boolean;
  /** How to take a file, by its path below the top; undefined where it is a file like any other. */
  handle(path: BytePath, subject: StoreFile): Handling | undefined;
};
