import type { ContentSummary } from './content.ts';
import type { Kind } from './entry.ts';
import type { VoucherSummary } from './event.ts';
import type { Evidence, VoucherRef } from './evidence.ts';
import type { Finding, FindingCode } from './finding.ts';
import type { RangedManifest } from './manifest-range.ts';
import type { BytePath } from './path.ts';

/** A digest in a manifest: the registry's name of the algorithm and lower-case hex. */
export type Digest = { readonly algorithm: string; readonly hex: string };

/** Returns whether a digest is among others: the same algorithm and the same digits. */
export function hasDigest(digests: readonly Digest[], { algorithm, hex }: Digest): boolean {
  return digests.some((each) => each.algorithm === algorithm && each.hex === hex);
}

/** What a manifest records about one path. */
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
  /** The digests in earlier lines of a list that grows. */
  readonly older?: readonly Digest[] | undefined;
  /** Where a link points. */
  readonly target?: BytePath | undefined;
  /** The content profile at the time of the seal. */
  readonly profile?: string | undefined;
  /** Its content was examined when it was sealed, so a matching digest means that it is still as it was then. */
  readonly isProfiled?: boolean | undefined;
  /** What an earlier run saw of the content that the digests say. */
  readonly seen?: ContentSummary | undefined;
  /** Findings about the content that were accepted at the seal. */
  readonly accepted?: readonly FindingCode[] | undefined;
  /**
   * Another manifest, next to the file, describes its content: the entry only holds if examining the content confirms
   * all of that.
   */
  readonly proof?: boolean | undefined;
  /** The error that kept the sealer from reading it: a known gap. */
  readonly unreadable?: string | undefined;
  /** The voucher that says so: one object for all its entries. */
  readonly by?: VoucherRef | undefined;
  /** The line of the voucher, from 1 on, where its parser knows it. */
  readonly line?: number | undefined;
  /** The file of the voucher, below the root, where that is of several. */
  readonly source?: BytePath | undefined;
  /** What each voucher says, where several name the path. */
  readonly each?: readonly ManifestEntry[] | undefined;
  /** A closed inventory over the path that does not list it. */
  readonly unlisted?: VoucherRef | undefined;
};

/** A list that was checked while a manifest was sealed: its path below the root, and the number of entries it has. */
export type HeldList = { readonly path: string; readonly files: number };

/** A signature beside a manifest: seen and not checked, of a kind; or checked, by whom and with which key. */
export type ManifestSignature =
  | { readonly is: 'unchecked'; readonly kind: string }
  | { readonly is: 'valid'; readonly by: string; readonly key: string };

/** The place of a native manifest in its chain, and what it says of where and when it was made. */
export type ManifestHead = {
  readonly seq: number;
  /** `sha256:` and the digest of the preceding manifest. */
  readonly prev?: string;
  /** The same of this one, as it is stored. */
  readonly digest: string;
  readonly created: string;
  readonly host: string;
  readonly root: string;
};

/** A store from which its tool may remove data: the name of its voucher, and its top below the root. */
export type RetainedStore = { readonly format: string; readonly top: BytePath };

/** A manifest that was found, recognised and opened. */
export type Manifest = {
  readonly format: string;
  /** Its own path, as a byte string for the system. */
  readonly file: BytePath;
  /** The directory, relative to the root, whose content it vouches for; '' is the root. */
  readonly base: BytePath;
  /** A closed inventory also says what must not be there; an open list only covers what it names. */
  readonly inventory: 'closed' | 'open';
  /** The algorithms of its digests, the fastest first. */
  readonly algorithms: readonly string[];
  /** The number of files it lists, and their bytes where known. */
  readonly files: number;
  readonly bytes?: number;
  /** Patterns that were excluded when it was created. */
  readonly exclude: readonly string[];
  /** The algorithm of the hash lines of a native manifest. */
  readonly sealedWith?: string;
  /** The number of files of a native manifest whose content was accepted when it was created. */
  readonly accepted?: number;
  /** The codes of findings that were accepted despite the lists in the tree when a native manifest was made. */
  readonly acceptedCodes?: readonly string[];
  /** The lists that were checked when a native manifest was made; undefined where nobody looked for lists, or it is another format. */
  readonly held?: readonly HeldList[] | undefined;
  /** The signature beside a native manifest; undefined where there is none. */
  readonly signature?: ManifestSignature;
  /** Of a native manifest that is intact. */
  readonly head?: ManifestHead;
  /** The stores of which a native manifest allows that their tools remove data. */
  readonly retention?: readonly RetainedStore[];
  /** What a reader should know but need not act on. */
  readonly notes: readonly string[];
  /** The lists it combines, if there are several. */
  readonly parts?: readonly VoucherSummary[];
  /** Where files carry their own proof. */
  readonly stores?: readonly StoreArea[];
  /**
   * Within a closed inventory, whether it says nothing about a path; called with the order key of paths without an
   * entry.
   */
  readonly ignores?: ((key: string) => boolean) | undefined;
  /** Links to directories outside of the root whose files it lists as if they lay in it. */
  readonly passable?: readonly BytePath[] | undefined;
  /** Findings about the manifest itself. */
  readonly findings: readonly Finding[];
  /** Paths after this key are not vouched for, because the manifest is damaged from there on. */
  readonly goodUntil?: string;
  /** Returns what it knows about the damage at the paths of findings, beyond the digest; evidence by path. */
  readonly describeDamage?:
    | ((damaged: readonly Finding[]) => Promise<ReadonlyMap<BytePath, Evidence>>)
    | undefined;
  /** The same as ranges, where it is intact and may be read so. */
  readonly ranged?: RangedManifest;
  /** Yields every entry in path order, paths relative to the root. Findings made on the way go to `report`. */
  entries(report: (finding: Finding) => void): AsyncIterable<readonly ManifestEntry[]>;
};

/** A store whose files carry their own proof: its top below the root, and which paths below that, where not all. */
export type StoreArea = { readonly top: BytePath; readonly owns?: (path: BytePath) => boolean };
