/**
 * Vouchers of other tools: stores that are known by their layout, and manifests that are known by the names in a directory.
 * One that has a list reads nothing but its own files, checks what it says of itself before it believes a line, and names
 * what it cannot answer; it never throws because of what is in a file.
 */
import type { Evidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { Layout } from './layout.ts';

/** One kind of store or manifest. */
export type Voucher = {
  /** Lower-case, as `--voucher` and the events name it: `bagit`. */
  readonly name: string;
  /** One line for the documentation: which tool writes it, and what is checked against what. */
  readonly about: string;
  /** How its files are laid out, where they have a form of their own; usually there is one layout. */
  readonly layouts?: readonly Layout[];
  /** What it says about files, and where. */
  readonly list?: VoucherList;
};

/** How to find and read what a voucher says about files. */
export type VoucherList = {
  /** Returns the names in a directory (one char per byte; directories end in '/') that may vouch; asked of every directory. */
  find(names: ReadonlySet<string>): readonly string[];
  /** Reads a voucher, and loads the code for that; undefined where the file turns out to be of another format. */
  open(candidate: Candidate): Promise<VoucherContents | undefined>;
};

/** A file that may vouch. */
export type Candidate = {
  /** The root, as the system names it. */
  readonly root: BytePath;
  /** Its path below the root. */
  readonly path: BytePath;
  /** Its first 4096 bytes, where another format asked for them already. */
  readonly head?: Buffer;
  /** All links below the root, where a walk listed them. */
  readonly links?: ReadonlySet<BytePath> | undefined;
  /** Whether links out of the root may be passed where the voucher lists what lies behind them. */
  readonly mayPassLinks?: boolean;
};

/** What a voucher says. Paths are below the root. */
export type VoucherContents = {
  /** A closed inventory also says what must not be there, in the directory of the voucher and below. */
  readonly inventory: 'closed' | 'open';
  /** In any order; a path that is unsafe is a finding instead, and is never opened. */
  readonly entries: readonly ManifestEntry[];
  /** What is wrong with the voucher itself. */
  readonly findings: readonly Finding[];
  /** What a reader should know and need not act on: what it cannot answer, what was passed over. */
  readonly notes: readonly string[];
  /** The files of the voucher, which need no entry themselves; the candidate is always one of them. */
  readonly own?: readonly BytePath[];
  /** The directory that a closed inventory is of, where that is not the voucher's own. */
  readonly base?: BytePath;
  /** Links to directories outside of the root whose files it lists as if they lay there; only where that was asked for. */
  readonly passable?: readonly BytePath[];
  /** What it knows about the damage at the paths of findings, beyond the digest; asked once, with all that do not match. */
  readonly describeDamage?: (damaged: readonly Finding[]) => Promise<ReadonlyMap<BytePath, Evidence>>;
  /** What a closed inventory says nothing about, by paths below the root; directories end in '/'. */
  readonly ignores?: (path: BytePath) => boolean;
};
