/**
 * Structure checks: what a format says about itself. A check sees the bytes of one file once, in order, and ends in a
 * verdict. It never throws, whatever the bytes; uses bounded memory; allocates nothing by a length that it read from
 * the file; and says `broken` only where the format's own rules or checksums are violated. For a variant that it does
 * not know it gives up and says `unknown`, which does not report damage.
 */
import type { Depth, StructureVerdict, Trait } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';

export type { StructureVerdict, Trait } from '../../model/content.ts';

/** What a check knows about its file. */
export type CheckedFile = {
  readonly path: BytePath;
  /** Bytes, where known: not for content unpacked from another container. */
  readonly size: number | undefined;
  /** The first bytes, 68 KiB or the whole file; valid only until the check has read beyond them. */
  readonly head: Uint8Array;
  readonly depth: Depth;
  /** Returns a probe for packed content of this name. */
  nest(path: BytePath): Probe<StructureVerdict>;
  /** The names and first bytes of the files of its directory, where that is at hand; for what goes on in another file. */
  beside?(): Iterable<{ readonly name: BytePath; readonly head: Uint8Array }>;
};

/** One format. */
export type Structure = {
  /** Lower-case, short: `gzip`, `sqlite`. It is `m=` in the content profile. */
  readonly name: string;
  readonly traits: readonly Trait[];
  /** Extensions whose files must be of this format, lower-case. */
  readonly extensions: readonly string[];
  /** Every first byte that `recognises` may accept, one character each; omitted where it may be any. */
  readonly starts?: string;
  /** Returns whether the first bytes are of this format; strict enough never to accept text or random bytes. */
  recognises(head: Uint8Array): boolean;
  /** The same, less strict, for files whose extension demands the format. */
  readonly recognisesNamed?: (head: Uint8Array) => boolean;
  /** It has no magic number: only the extension says what it is. */
  readonly isNamedOnly?: boolean;
  /** Creates a check; without it the format is only recognised. */
  createCheck?(file: CheckedFile): Probe<StructureVerdict>;
};
