import type { BytePath } from './path.ts';

/** Of a strange type, without content, overwritten in part, or with the content of others beside them. */
export type NamedFault = 'strange' | 'empty' | 'overwritten' | 'same';

/** What many files together show. */
export type TreeEvidence =
  | {
      readonly is: 'outlier';
      readonly extension: string;
      readonly files: number;
      readonly peers: number;
      /** The four bytes that its peers begin with, big-endian; undefined where they are text. */
      readonly head?: number;
      readonly own: number;
      readonly looks: 'zeros' | 'pattern' | 'random' | 'headless' | 'dense' | 'page';
    }
  | {
      readonly is: 'flooded';
      readonly files: number;
      readonly of: number;
      readonly areNew: boolean;
      readonly trait: string;
    }
  | {
      readonly is: 'garbage';
      readonly files: number;
      readonly ofFiles: number;
      readonly bytes: number;
      readonly ofBytes: number;
    }
  | {
      readonly is: 'renamed';
      readonly files: number;
      readonly extension: BytePath;
      readonly example: BytePath;
      readonly random: number;
    }
  /** Of the files whose names demand it, so many have one fault. */
  | { readonly is: 'names'; readonly what: NamedFault; readonly files: number; readonly of: number }
  /** Files of one content, and the formats that their names demand. */
  | {
      readonly is: 'disguised';
      readonly files: number;
      readonly formats: readonly string[];
      readonly example: BytePath;
    }
  /** Dated files of one name: the newest so many have one content; or the newest has so few bytes, and the others this median. */
  | {
      readonly is: 'series';
      readonly newest: BytePath;
      readonly of: number;
      readonly same?: number;
      readonly bytes: number;
      readonly median?: number;
    }
  /** There are files, and none has a byte. */
  | { readonly is: 'hollow'; readonly entries: number; readonly files: number }
  | { readonly is: 'entries'; readonly wanted: number; readonly found?: number }
  | { readonly is: 'lost'; readonly lost: number; readonly changed?: number }
  | {
      readonly is: 'least';
      readonly unit: 'files' | 'bytes';
      readonly least: number;
      readonly found: number;
    }
  | {
      readonly is: 'shrink';
      readonly unit: 'files' | 'bytes';
      readonly before: number;
      readonly now: number;
      /** The part that may be gone, from 0 to 1. */
      readonly most: number;
    }
  /** Of the youngest file or seal, in milliseconds; without an age none has a date of the past. */
  | { readonly is: 'age'; readonly of: 'file' | 'seal'; readonly most: number; readonly age?: number }
  | { readonly is: 'count'; readonly most: number; readonly found: number }
  | { readonly is: 'sums'; readonly wanted: Sums; readonly found: Sums }
  /** A directory above the root has a manifest of ours that may have it; `below` is the path from there to the root. */
  | { readonly is: 'sealed-above'; readonly directory: BytePath; readonly below: BytePath }
  | { readonly is: 'stores'; readonly stores: readonly { readonly top: BytePath; readonly about: string }[] };

type Sums = { readonly bytes: bigint; readonly files: bigint };
