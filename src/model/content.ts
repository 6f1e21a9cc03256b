import type { Finding } from './finding.ts';
import type { BytePath } from './path.ts';

/** The class of one 4 KiB block: zero, constant (period up to 64), text, random, high entropy, other. */
export type BlockClass = 'Z' | 'C' | 'T' | 'R' | 'H' | 'B';

/** A range of bytes, end exclusive. */
export type ByteRange = { readonly start: number; readonly end: number };

/**
 * A range on the 512-byte grid that differs from its surroundings, with sharp borders: `before` and `after` are the
 * numbers of different values in the 256 bytes before and after it, 0 where the file begins or ends; `first` is its
 * first 16 bytes in hex.
 */
export type ForeignRange = ByteRange & {
  readonly before: number;
  readonly after: number;
  readonly first: string;
};

/** A sector that begins like a file system record, and which kind. */
export type RecordMark = { readonly at: number; readonly word: string };

/** The verdict on a file by its own structure. */
export type StructureVerdict =
  /** A checksum inside the file covers its content, and it matched. */
  | { readonly is: 'proven' }
  /** The structure held from the first to the last byte; its interior has no checksum. */
  | {
      readonly is: 'sound';
      /** Where known, the parts in which nothing is random or empty by nature: machine code. */
      readonly plain?: readonly ByteRange[];
      /** Where known, the parts of the file that contain data; between them is padding. */
      readonly parts?: readonly ByteRange[];
    }
  /** Recognised as an encrypted container, with a structure that held. */
  | { readonly is: 'encrypted' }
  /** The structure or a checksum does not hold; `detail` has the offset and what was wanted. */
  | ({ readonly is: 'broken' } & StructureFault)
  /** It ends before its own end; `detail` has the offset and what is missing. */
  | ({ readonly is: 'cut' } & StructureFault)
  /** A variant that is not known, or a bound was reached. */
  | { readonly is: 'unknown' };

/** What is wrong with a structure. */
export type StructureFault = {
  readonly detail: string;
  readonly severity?: 'warning' | 'note';
  /** The format whose rules do not hold, where it may be contained in files of another format. */
  readonly of?: string;
};

/** Traits of a format that the statistics must know about. */
export type Trait =
  /** Its bytes look random by nature (compressed, encrypted, media): statistics say nothing. */
  | 'dense'
  /** It holds pages or sectors that may be zero or stale: holes are normal. */
  | 'paged'
  /** It is text: control bytes and zeros do not belong in it. */
  | 'text';

/** The format of a file by its first bytes. */
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
  /** How many 4 KiB blocks are of each class; the last block may be short. */
  readonly blocks: Readonly<Record<BlockClass, number>>;
  /** Shannon entropy of the sampled bytes, in bits per byte. */
  readonly entropy: number;
  /** Runs of zeros on the 512-byte grid, 512 bytes or longer, in order; only the first 256 are kept. */
  readonly zeroRuns: readonly ByteRange[];
  /** Length of the longest of all runs of zeros. */
  readonly longestZeroRun: number;
  /** Length of the run of zeros at the end of the file, on the 512-byte grid. */
  readonly zerosAtEnd: number;
  /** Runs of zeros of 512 bytes or longer, directly preceded and followed by a byte that is not zero; the first 256. */
  readonly holes: readonly ForeignRange[];
  /** Sectors filled with a pattern of up to 64 bytes that does not continue before or after; the first 256. */
  readonly fills: readonly ForeignRange[];
  /** Sectors that begin like NTFS records; the first 16. */
  readonly marks: readonly RecordMark[];
  /** Random blocks on the 4 KiB grid with nothing random directly before or after; the first 256. */
  readonly noise: readonly ForeignRange[];
  /** Ranges of random-looking blocks on the 4 KiB grid, in order; only the first 256 are kept. */
  readonly randomRuns: readonly ByteRange[];
  /** How many 4 KiB blocks, not zero and not a fill, repeat an earlier one, and the offsets of the first pair. */
  readonly repeated: { readonly blocks: number; readonly first?: readonly [number, number] };
  /** Entropy of the first 256 bytes, in bits per byte. */
  readonly headEntropy: number;
  /** The format by the first bytes; undefined where none is recognised. */
  readonly format?: RecognisedFormat;
  readonly verdict: StructureVerdict;
  /** The formats that the extension of the name demands, where it was looked up. */
  readonly demanded?: readonly RecognisedFormat[];
  /** The structure was not checked: nothing more than its first bytes says that it is of its format. */
  readonly isUnchecked?: boolean;
  /**
   * How its store wants it treated, where it lies in one; `checked` where the store's own check found it damaged, or of
   * the form that it must have, so that nothing is concluded from its name; `expected` (encrypted) and `blank` were set by the user.
   */
  readonly handling?: 'encrypted' | 'paged' | 'opaque' | 'checked' | 'expected' | 'blank';
  /** The period of the fill where the whole file is one repeated pattern of up to 64 KiB; 1 means a single byte. */
  readonly period?: number;
};

/**
 * How thoroughly to examine content. `quick` reads the head, the tail and samples of big files; `normal` reads
 * everything once, checks the structure of formats and unpacks where there is a checksum inside; `deep` samples nothing
 * and checks the contents of archives too.
 */
export type Depth = 'quick' | 'normal' | 'deep';

/** The size in bytes above which `quick` only samples a file, so that its structure cannot be checked. */
export const WHOLE_AT_QUICK = 2 ** 21;

/**
 * The result of examining one file: a checksum inside proved it, its structure or text was valid throughout, it is
 * an encrypted container, nothing can be said, or a detector reported a warning or an error.
 */
export const CONTENT_CLASSES = ['proven', 'sound', 'encrypted', 'unknown', 'suspect', 'garbage'] as const;

/** One of `CONTENT_CLASSES`. */
export type ContentClass = (typeof CONTENT_CLASSES)[number];

/** The few numbers that a run keeps of one examined file, to compare it with its peers. */
export type ContentSummary = {
  readonly contentClass: ContentClass;
  /** The class of most of its blocks. */
  readonly kind: BlockClass | '-';
  readonly isRecognised: boolean;
  /** It lies in a store under a name that is the digest of its content. */
  readonly isNamed?: boolean;
  /** It is a web page. */
  readonly isPage?: boolean;
  /** Its name demands a format, and it is of a known one that has nothing to do with it. */
  readonly isOfStrangeType: boolean;
  /** It was found, at least as a warning, to have been overwritten in part, or to be nothing of what its name demands. */
  readonly isOverwritten: boolean;
  /** Its first bytes are zeros or random. */
  readonly isHeadLost: boolean;
  /** The first four bytes, big-endian. */
  readonly head: number;
  /** 32 bits computed from size, ends and statistics: the same for the same content. */
  readonly print: number;
};

/** A number of files and of bytes. */
export type Share = { readonly files: number; readonly bytes: number };

/** The examined files by content class; a class without files is omitted. */
export type Shares = Readonly<Partial<Record<ContentClass, Share>>>;

/** The content profile of a directory and everything below it. */
export type DirectorySum = Share & {
  readonly directory: BytePath;
  readonly judged: Shares;
  /** Bytes of the examined files by the class of most of their blocks. */
  readonly kinds: Readonly<Record<string, number>>;
};

/** What a detector reports about one file: a finding without its path. */
export type ContentFinding = Pick<Finding, 'code' | 'severity' | 'evidence'>;
