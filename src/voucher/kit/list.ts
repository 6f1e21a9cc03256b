/**
 * Formats of other tools that vouch for files: how to know one by the names in a directory, and what it promises. A format
 * promises to read nothing but its own files, to hold what it says of itself before it believes a line, and to name what
 * it cannot answer; it never throws for what is in a file.
 */
import type { Finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';

/** A file that may vouch: where the root is, and its path below that. */
export type Candidate = {
  /** The root, as the system names it. */
  readonly root: BytePath;
  readonly path: BytePath;
  /** Its first 4096 bytes, where another format asked for them already. */
  readonly head?: Buffer;
};

/** What a voucher says. Paths are below the root. */
export type Vouching = {
  /** A closed inventory also says what must not be there, in the directory of the voucher and below. */
  readonly inventory: 'closed' | 'open';
  /** In any order; a path that is unsafe is a finding instead, and is never opened. */
  readonly entries: readonly ManifestEntry[];
  /** What is wrong with the voucher itself. */
  readonly findings: readonly Finding[];
  /** What a reader should know and nobody must act on: what it cannot answer, what was passed over. */
  readonly notes: readonly string[];
  /** The files of the voucher, which need no promise themselves; the candidate is among them by itself. */
  readonly own?: readonly BytePath[];
  /** The directory that a closed inventory is of, where that is not the voucher's own. */
  readonly base?: BytePath;
  /** What it knows of the damage at the paths of findings, beyond the digest; asked once, with all that do not hold. */
  readonly describeDamage?: (damaged: readonly Finding[]) => Promise<ReadonlyMap<BytePath, string>>;
  /** What a closed inventory says nothing of, by paths below the root; directories end in '/'. */
  readonly ignores?: (path: BytePath) => boolean;
};

/** One format. */
export type Format = {
  /** Lower-case, as `--voucher` and the events name it: `bagit`. */
  readonly name: string;
  /** One line for the documentation: which tool writes it, and what it can answer. */
  readonly about: string;
  /** Which of the names in a directory (one char a byte; directories end in '/') may be a voucher: asked of every directory. */
  find(names: ReadonlySet<string>): readonly string[];
  /** Reads a voucher; nothing where it is of another format after all. */
  open(candidate: Candidate): Promise<Vouching | undefined>;
};
