/**
 * Structure checks: what a format says about itself. A check sees the bytes of one file once, in order, and ends in a
 * verdict. It promises never to throw, whatever the bytes; to hold no more than a bound of memory; to allocate nothing by
 * a length that it read from the file; and to say `broken` only where the format's own rules or checksums are violated.
 * Where it meets a variant that it does not know it gives up and says `unknown`, which is no accusation.
 */
import type { Depth, StructureVerdict, Trait } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';

export type { StructureVerdict, Trait } from '../../model/content.ts';

/** What a check is told of its file. */
export type CheckedFile = {
  readonly path: BytePath;
  /** Bytes, where they are known: not for what comes out of another container. */
  readonly size: number | undefined;
  /** The first bytes, 64 KiB or the whole file. */
  readonly head: Uint8Array;
  readonly depth: Depth;
  /** Looks into what is packed: a probe for the inner file of this name. */
  nest(path: BytePath): Probe<StructureVerdict>;
};

/** One format. */
export type Structure = {
  /** Lower-case, short: `gzip`, `sqlite`. Stands in the content profile as `m=`. */
  readonly name: string;
  readonly traits: readonly Trait[];
  /** Extensions whose files must be of this format, lower-case. */
  readonly extensions: readonly string[];
  /** Every first byte that `recognises` may say yes to, a char each; left out where it may be any. */
  readonly starts?: string;
  /** Whether the first bytes are of this format; strict enough that text or random bytes never are. */
  recognises(head: Uint8Array): boolean;
  /** The same, less strict, for files whose extension demands the format. */
  readonly recognisesNamed?: (head: Uint8Array) => boolean;
  /** It has no magic: the extension alone says what it is. */
  readonly isNamedOnly?: boolean;
  /** Starts a check; without it the format is only recognised. */
  begin?(subject: CheckedFile): Probe<StructureVerdict>;
};
