import type { ByteRange } from './content.ts';
import type { Kind } from './entry.ts';
import type { Digest } from './manifest.ts';
import type { BytePath } from './path.ts';
import type { TreeEvidence } from './tree-evidence.ts';
import type { TrustEvidence } from './trust-evidence.ts';

/** A voucher: its format, and its path as the system names it. */
export type VoucherRef = { readonly format: string; readonly path: BytePath };

/** The voucher of an entry, and its line where the parser knows that. */
export type EntrySource = VoucherRef & { readonly line?: number };

/**
 * What fills a part of a file; a `counter` is words that count up or down, `damaged` is anything else that differs,
 * `absent` is cut off.
 */
export type RangeContent = 'zeros' | 'random' | 'pattern' | 'counter' | 'damaged' | 'absent';

/** The first ranges of one content in a file, how many more there are, and the size of the file in bytes. */
export type RangeEvidence = {
  readonly is: 'ranges';
  readonly of: RangeContent;
  readonly ranges: readonly ByteRange[];
  readonly more: number;
  readonly size: number;
  /** What makes them evidence: the grid of sectors, random bytes among others, one end of the file, all of the file. */
  readonly where?: 'sectors' | 'among' | 'edge' | 'whole';
  /** Their first bytes, up to 16 in hex. */
  readonly first?: string;
};

/** What a transfer in text mode did: the line ends that it wrote, what became of bytes from 128 on. */
export type TextMode = 'crlf' | 'lf' | 'cr' | 'replaced' | 'utf-8' | '7-bit';

/** What a detector saw in the content of a file. First bytes are up to 16 in hex, sizes and offsets in bytes. */
export type ContentEvidence =
  | RangeEvidence
  /** The whole file repeats one pattern; `period` is its length in bytes, 0 where it is zeros. */
  | {
      readonly is: 'filled';
      readonly size: number;
      readonly period: number;
      readonly first: string;
      /** Its name does not exclude that it should be so: such files often are, or nobody knows. */
      readonly mayBe?: 'usual' | 'unknown';
    }
  | { readonly is: 'record'; readonly word: string; readonly at: number }
  | {
      readonly is: 'random';
      readonly blocks: number;
      readonly of: number;
      /** Bits per byte. */
      readonly entropy: number;
      readonly first: string;
    }
  | { readonly is: 'interleaved'; readonly random: number; readonly turn: number; readonly first: string }
  | { readonly is: 'repeats'; readonly blocks: number; readonly of: number; readonly at: readonly number[] }
  /** The name demands formats, or excludes some where it demands none. `isOther` where the file surely is of another one. */
  | {
      readonly is: 'type';
      readonly extension: string;
      readonly wanted: readonly string[];
      readonly format?: string;
      readonly first: string;
      readonly isOther?: true;
      /** The first line of a message or a page that is there instead, one character for a byte. */
      readonly says?: string;
      readonly isSplitZip?: true;
    }
  | { readonly is: 'empty'; readonly extension: string }
  | { readonly is: 'ransom-note'; readonly words: readonly string[] }
  | { readonly is: 'cut-row'; readonly at: number; readonly fields?: number; readonly of: number }
  /** It was transferred, or saved, as if it were text. */
  | { readonly is: 'text-mode'; readonly how: TextMode }
  /** Text that ends at a border of blocks, without a line end. */
  | { readonly is: 'cut-text'; readonly at: number }
  /** Formats before and now, undefined where none is known; or what it mostly is now. */
  | {
      readonly is: 'turned';
      readonly before?: string;
      readonly after?: string;
      readonly mostly?: RangeContent;
    }
  /** The part of its blocks, from 0 to 1, that are of this content now and were not. */
  | { readonly is: 'gained'; readonly of: RangeContent; readonly share: number }
  /** Entropy in bits per byte. */
  | { readonly is: 'entropy'; readonly before: number; readonly after: number }
  /** Its name is that of a file still being written, which its program passes over. */
  | { readonly is: 'in-flight' }
  /** Not the whole file was read; it qualifies what follows. */
  | { readonly is: 'sampled' }
  /** The content was accepted when the manifest was made. */
  | { readonly is: 'accepted' };

/** A line of a list, from 1 on, and the digest in it. */
export type ConflictingLine = { readonly line: number; readonly digest: Digest };

/** What a file had beside its content: bytes; and its mtime, seconds and nanoseconds since 1970. */
export type SizeAndTime = { readonly size?: number; readonly mtime?: string };

/** How a path differs from what was promised of it. */
export type IntegrityEvidence =
  | { readonly is: 'digest'; readonly wanted?: Digest; readonly found?: Digest }
  /** The sizes and dates of a file whose bytes differ, as far as they are known. */
  | { readonly is: 'state'; readonly wanted: SizeAndTime; readonly found: SizeAndTime }
  /** Bytes. */
  | { readonly is: 'size'; readonly wanted: number; readonly found: number }
  | { readonly is: 'kind'; readonly wanted?: Kind; readonly found?: Kind | 'other' }
  | { readonly is: 'target'; readonly wanted: BytePath; readonly found: BytePath }
  /** The bytes that a file had which is not there. */
  | { readonly is: 'gone'; readonly size: number }
  /** Shorter than promised: it ends at a byte of so many. */
  | { readonly is: 'cut'; readonly at: number; readonly of: number }
  /** Longer than promised, in bytes, and whether what was promised is its beginning. */
  | { readonly is: 'longer'; readonly wanted: number; readonly found: number; readonly begins: boolean }
  | { readonly is: 'stale' }
  | { readonly is: 'now-random'; readonly blocks: number; readonly of: number }
  | { readonly is: 'move'; readonly to: BytePath }
  /** It has the content that was promised at another path. */
  | { readonly is: 'holds'; readonly of: BytePath }
  /** Vouchers disagree about it: it is as one has it and not as the other; their paths below the root where they lie there. */
  | { readonly is: 'agrees'; readonly voucher: BytePath; readonly other?: BytePath }
  /** More vouchers that it contradicts, beside the one that the finding is about. */
  | { readonly is: 'against'; readonly vouchers: readonly EntrySource[] }
  /** Lines of one list that give it different digests, and the line of the digest that it has. */
  | { readonly is: 'conflict'; readonly lines: readonly ConflictingLine[]; readonly fits?: number | 'none' }
  | { readonly is: 'packed'; readonly extension: string }
  | { readonly is: 'store-grows'; readonly store: string }
  /** Nothing proves its content: not its store, not the manifest; or its presence or size was all that could be checked. */
  | { readonly is: 'unproven'; readonly by: 'store' | 'manifest' | 'presence' | 'size' }
  /** About a voucher: of so many of its files the presence or the size was all that could be checked; the first of them. */
  | {
      readonly is: 'uncompared';
      readonly by: 'presence' | 'size';
      readonly files: number;
      readonly first: BytePath;
    }
  /** With the line of a list that has an error of its tool and no digest. */
  | { readonly is: 'unread-at-seal'; readonly code: string; readonly line?: number }
  | { readonly is: 'unread-before'; readonly code: string }
  | { readonly is: 'restless'; readonly how: 'moved-twice' | 'held-at-second-read' }
  /** It was made after the run had looked for what vouches. */
  | { readonly is: 'late' }
  | { readonly is: 'vanished'; readonly code: string }
  | { readonly is: 'trouble'; readonly code: string; readonly doing: string }
  /** A link on the way to the path, which is not followed. */
  | { readonly is: 'link-above'; readonly link: BytePath; readonly isListed?: true }
  | { readonly is: 'listed'; readonly why: 'absent' | 'left-out' }
  /**
   * Slices of a PAR2 set, of so many bytes each: how many of the file's are damaged, the first runs of them by number, how
   * many runs more there are, and how many recovery blocks the set needs and has.
   */
  | {
      readonly is: 'slices';
      readonly damaged: number;
      readonly of: number;
      readonly runs: readonly ByteRange[];
      readonly more: number;
      readonly bytes: number;
      readonly size: number;
      readonly needed: number;
      readonly blocks: number;
    };

/** What a finding rests on. Stages decide by this; text is made of it when the finding leaves the program. */
export type Evidence =
  | ContentEvidence
  | IntegrityEvidence
  | TreeEvidence
  | TrustEvidence
  /** What the reader of a format says of it, for people alone. */
  | { readonly is: 'note'; readonly text: string }
  /** The short text that a file should have, and has. */
  | { readonly is: 'text'; readonly wanted: string; readonly found: string };

/** The evidence of one kind, if a finding has it. */
export function evidenceOf<Is extends Evidence['is']>(
  evidence: readonly Evidence[] | undefined,
  is: Is,
): Extract<Evidence, { readonly is: Is }> | undefined {
  return evidence?.find((each): each is Extract<Evidence, { readonly is: Is }> => each.is === is);
}

/** The most ranges that one piece of evidence keeps. */
export const MOST_RANGES = 16;

/** Ranges as evidence; the first 16 are kept, and the others counted. */
export function rangeEvidence(
  of: RangeContent,
  size: number,
  all: readonly ByteRange[],
  more: Pick<RangeEvidence, 'where' | 'first'> = {},
): RangeEvidence {
  const ranges = all.slice(0, MOST_RANGES).map(({ start, end }) => ({ start, end }));
  return { is: 'ranges', of, ranges, more: all.length - ranges.length, size, ...more };
}
