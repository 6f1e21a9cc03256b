import type { Kind } from './entry.ts';
import type { VoucherSummary } from './event.ts';
import type { Finding, FindingCode } from './finding.ts';
import type { BytePath } from './path.ts';

/** A digest as a manifest gives it: the registry's name of the algorithm and lower-case hex. */
export type Digest = { readonly algorithm: string; readonly hex: string };

/** What a manifest promises about one path. */
export type ManifestEntry = {
  readonly path: BytePath;
  readonly kind: Kind;
  readonly digests: readonly Digest[];
  /** Bytes. */
  readonly size?: number | undefined;
  /** Seconds and nanoseconds since 1970, as `1795409983.170223676`. */
  readonly mtime?: string | undefined;
  /** Permission bits, such as 0o644. */
  readonly mode?: number | undefined;
  /** What earlier lines of a list that grows promised. */
  readonly older?: readonly Digest[] | undefined;
  /** Where a link points. */
  readonly target?: BytePath | undefined;
  /** The content profile of the day of the seal. */
  readonly profile?: string | undefined;
  /** Its content was examined when it was sealed, so that a digest that holds says it is still what was seen then. */
  readonly isProfiled?: boolean | undefined;
  /** Findings about the content that were accepted at the seal. */
  readonly accepted?: readonly FindingCode[] | undefined;
  /** A manifest beside it speaks of what is in it: only where the look at its content proves all of that does it hold. */
  readonly proof?: boolean | undefined;
  /** The error that kept the sealer from reading it: a hole that is known. */
  readonly unreadable?: string | undefined;
};

/** A manifest that was found, recognised and opened. */
export type Manifest = {
  readonly format: string;
  /** Where it lies, as the system names it. */
  readonly file: BytePath;
  /** The directory, below the root, whose content it vouches for; '' is the root. */
  readonly base: BytePath;
  /** A closed inventory also says what must not be there; an open list speaks only of what it names. */
  readonly inventory: 'closed' | 'open';
  /** The algorithms of its digests, the fastest first. */
  readonly algorithms: readonly string[];
  /** How many files it promises, and their bytes where it knows. */
  readonly files: number;
  readonly bytes?: number;
  /** Patterns that were left out when it was made. */
  readonly exclude: readonly string[];
  /** What a reader should know and nobody must act on. */
  readonly notes: readonly string[];
  /** The lists this stands for, where it stands for several. */
  readonly parts?: readonly VoucherSummary[];
  /** Directories below the root whose files carry their own proof. */
  readonly stores?: readonly BytePath[];
  /** Inside a closed inventory, what it says nothing of; asked by the order key of what nothing promises. */
  readonly ignores?: ((key: string) => boolean) | undefined;
  /** What is wrong with the manifest itself. */
  readonly findings: readonly Finding[];
  /** Paths after this key are not vouched for, because the manifest is damaged from here on. */
  readonly goodUntil?: string;
  /** What it knows of the damage at the paths of findings, beyond the digest; details by path. */
  readonly describeDamage?:
    | ((damaged: readonly Finding[]) => Promise<ReadonlyMap<BytePath, string>>)
    | undefined;
  /** Every promise in path order, paths relative to the root. What is only seen on the way goes to `report`. */
  entries(report: (finding: Finding) => void): AsyncIterable<readonly ManifestEntry[]>;
};
