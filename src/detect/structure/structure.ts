/**
 * Structure checks: what a format says about itself. A check sees the bytes of one file once, in order, and ends in a
 * verdict. It promises never to throw, whatever the bytes; to hold no more than a bound of memory; to allocate nothing by
 * a length that it read from the file; and to say `broken` only where the format's own rules or checksums are violated.
 * Where it meets a variant that it does not know it gives up and says `unknown`, which is no accusation.
 */
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';

/** How a file stands by its own structure. */
export type Standing =
  /** A checksum inside the file covers its content, and it held. */
  | { readonly is: 'proven' }
  /** The structure held from the first to the last byte; its interior has no checksum. */
  | { readonly is: 'sound' }
  /** Recognised as encrypted on purpose, with a structure that held. */
  | { readonly is: 'encrypted' }
  /** The structure or a checksum does not hold; `detail` has the offset and what was wanted. */
  | { readonly is: 'broken'; readonly detail: string; readonly severity?: 'warning' }
  /** It ends before its own end; `detail` has the offset and what is missing. */
  | { readonly is: 'cut'; readonly detail: string; readonly severity?: 'warning' }
  /** A variant that is not known, or a bound was reached. */
  | { readonly is: 'unknown' };

/** What a check is told of its file. */
export type Subject = {
  readonly path: BytePath;
  /** Bytes, where they are known: not for what comes out of another container. */
  readonly size: number | undefined;
  /** The first bytes, 64 KiB or the whole file. */
  readonly head: Uint8Array;
  /** Looks into what is packed: a probe for the inner file of this name. */
  nest(path: BytePath): Probe<Standing>;
};

/** Traits of a format that the statistics must know. */
export type Trait =
  /** Its bytes look random by nature (compressed, encrypted, media): statistics say nothing. */
  | 'dense'
  /** It holds pages or sectors that may be zero or stale: holes are normal. */
  | 'paged'
  /** It is text: control bytes and zeros do not belong in it. */
  | 'text';

/** One format. */
export type Structure = {
  /** Lower-case, short: `gzip`, `sqlite`. Stands in the content profile as `m=`. */
  readonly name: string;
  readonly traits: readonly Trait[];
  /** Extensions whose files must be of this format, lower-case. */
  readonly extensions: readonly string[];
  /** Whether the first bytes are of this format; strict enough that text or random bytes never are. */
  recognises(head: Uint8Array): boolean;
  /** Starts a check; without it the format is only recognised. */
  begin?(subject: Subject): Probe<Standing>;
};
