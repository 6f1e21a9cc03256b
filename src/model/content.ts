import type { Finding } from './finding.ts';
import type { BytePath } from './path.ts';

/** The class of one 4 KiB block: zero, constant (period up to 64), text, random, high entropy, other. */
export type BlockClass = 'Z' | 'C' | 'T' | 'R' | 'H' | 'B';

/** A stretch of bytes, end exclusive. */
export type ByteRange = { readonly start: number; readonly end: number };

/**
 * A stretch on the 512-byte grid that is foreign to what surrounds it, with sharp borders: `before` and `after` are how
 * many different values stand in the 256 bytes before and behind it, 0 where the file begins or ends; `first` are its
 * first 16 bytes in hex.
 */
export type ForeignRange = ByteRange & {
  readonly before: number;
  readonly after: number;
  readonly first: string;
};

/** A sector that begins as a record of a file system, and which. */
export type RecordMark = { readonly at: number; readonly word: string };

/** How a file stands by its own structure. */
export type StructureVerdict =
  /** A checksum inside the file covers its content, and it held. */
  | { readonly is: 'proven' }
  /** The structure held from the first to the last byte; its interior has no checksum. */
  | {
      readonly is: 'sound';
      /** Where it is known, the parts in which nothing is random or empty by nature: machine code. */
      readonly plain?: readonly ByteRange[];
      /** Where it is known, the parts of the file that hold content; between them is padding. */
      readonly parts?: readonly ByteRange[];
    }
  /** Recognised as encrypted on purpose, with a structure that held. */
  | { readonly is: 'encrypted' }
  /** The structure or a checksum does not hold; `detail` has the offset and what was wanted. */
  | { readonly is: 'broken'; readonly detail: string; readonly severity?: 'warning' }
  /** It ends before its own end; `detail` has the offset and what is missing. */
  | { readonly is: 'cut'; readonly detail: string; readonly severity?: 'warning' }
  /** A variant that is not known, or a bound was reached. */
  | { readonly is: 'unknown' };

/** Traits of a format that the statistics must know. */
export type Trait =
  /** Its bytes look random by nature (compressed, encrypted, media): statistics say nothing. */
  | 'dense'
  /** It holds pages or sectors that may be zero or stale: holes are normal. */
  | 'paged'
  /** It is text: control bytes and zeros do not belong in it. */
  | 'text';

/** The format that a file is of by its first bytes. */
export type RecognisedFormat = {
  readonly name: string;
  readonly traits: readonly Trait[];
  /** Extensions whose files must be of this format. */
  readonly extensions: readonly string[];
};

/** What one pass over a file's bytes established about its content. */
export type Content = {
  readonly size: number;
  /** The first and the last bytes, up to 64 KiB each. */
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  /** How many 4 KiB blocks fell in each class; the last block may be short. */
  readonly blocks: Readonly<Record<BlockClass, number>>;
  /** Shannon entropy of the sampled bytes, in bits a byte. */
  readonly entropy: number;
  /** Runs of zeros on the 512-byte grid, 512 bytes or longer, in order; only the first 256 are kept. */
  readonly zeroRuns: readonly ByteRange[];
  /** Length of the longest of all runs of zeros. */
  readonly longestZeroRun: number;
  /** Length of the run of zeros that the file ends with, on the 512-byte grid. */
  readonly zerosAtEnd: number;
  /** Runs of zeros of 512 bytes or longer with a byte that is not zero right before and behind; the first 256. */
  readonly holes: readonly ForeignRange[];
  /** Sectors filled with a pattern of up to 64 bytes that does not go on before and behind; the first 256. */
  readonly fills: readonly ForeignRange[];
  /** Sectors that begin as records of NTFS do; the first 16. */
  readonly marks: readonly RecordMark[];
  /** Random blocks on the 4 KiB grid with nothing random right before and behind; the first 256. */
  readonly noise: readonly ForeignRange[];
  /** Stretches of random-looking blocks on the 4 KiB grid, in order; only the first 256 are kept. */
  readonly randomRuns: readonly ByteRange[];
  /** How many 4 KiB blocks, not zero and not a fill, are the same as an earlier one, and where the first pair lies. */
  readonly repeated: { readonly blocks: number; readonly first?: readonly [number, number] };
  /** Entropy of the first 256 bytes, in bits a byte. */
  readonly headEntropy: number;
  /** What the first bytes say it is; undefined where no format is recognised. */
  readonly format?: RecognisedFormat;
  readonly verdict: StructureVerdict;
  /** The formats that the extension of the name demands, where it was asked. */
  readonly demanded?: readonly RecognisedFormat[];
  /** How its store takes it, where it lies in one: `expected` is what the user said. */
  readonly handling?: 'encrypted' | 'paged' | 'opaque' | 'expected';
  /** The period of the fill where the whole file is one pattern of up to 64 KiB over and over; 1 is one byte. */
  readonly period?: number;
};

/**
 * How far to look. `quick` reads the head, the tail and samples of big files; `normal` reads everything once, follows the
 * structure of formats and unpacks where a checksum lies inside; `deep` samples nothing and looks into archives too.
 */
export type Depth = 'quick' | 'normal' | 'deep';

/** A file that is bigger, in bytes, is only sampled at the depth `quick`, so that its structure cannot be followed. */
export const WHOLE_AT_QUICK = 2 ** 21;

/**
 * What became of the look at one file: a checksum inside proved it, its structure or its text held throughout, it is
 * encrypted on purpose, nothing could be said, or a detector spoke (a warning, an error).
 */
export const CONTENT_CLASSES = ['proven', 'sound', 'encrypted', 'unknown', 'suspect', 'garbage'] as const;

/** One of `JUDGEMENTS`. */
export type ContentClass = (typeof CONTENT_CLASSES)[number];

/** The few numbers that a run keeps of one examined file, to hold it beside its peers. */
export type ContentSummary = {
  readonly contentClass: ContentClass;
  /** The class that most of its blocks are of. */
  readonly kind: BlockClass | '-';
  readonly isRecognised: boolean;
  /** Its first bytes are zeros or random. */
  readonly isHeadLost: boolean;
  /** The first four bytes, big-endian. */
  readonly head: number;
  /** 32 bits of size, ends and statistics: the same for the same content. */
  readonly print: number;
};

/** So many files and bytes. */
export type Share = { readonly files: number; readonly bytes: number };

/** What became of the look at files that were examined; a judgement without files is left out. */
export type Shares = Readonly<Partial<Record<ContentClass, Share>>>;

/** The content profile of a directory with all below it. */
export type DirectorySum = Share & {
  readonly directory: BytePath;
  readonly judged: Shares;
  /** Bytes of the examined files by the class that most of their blocks are of. */
  readonly kinds: Readonly<Record<string, number>>;
};

/** What a detector says of one file: a finding without its path. */
export type ContentFinding = Omit<Finding, 'path'>;
