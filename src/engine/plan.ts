import type { DirectorySum } from '../model/content.ts';
import type { FileEntry } from '../model/entry.ts';
import type { Finding } from '../model/finding.ts';
import type { Manifest, ManifestEntry } from '../model/manifest.ts';
import type { RangedManifest } from '../model/manifest-range.ts';
import type { BytePath } from '../model/path.ts';
import type { ReadingLanes } from '../read/lanes.ts';
import type { PathList } from '../walk/path-list.ts';
import type { Selection } from '../walk/selection.ts';
import type { Examined } from './examined/table.ts';
import type { Scope } from './judge/path-case.ts';
import type { RunProofs } from './proofs/proofs.ts';
import type { ReadBatch } from './reading/read-pairs.ts';
import type { TaskRules } from './reading/tasks.ts';
import type { Root } from './root.ts';
import type { Gates } from './tree/gates.ts';

/** What a run checks a tree against: the choices in which the commands differ, which the pipeline does not know. */
export type Plan = Pick<TaskRules, 'wanted' | 'exempt'> & {
  readonly root: Root;
  readonly leaveOut: Selection | undefined;
  readonly vouchers: readonly Manifest[];
  /** Yields all manifest entries in path order. */
  entries(report: (finding: Finding) => void): AsyncIterable<readonly ManifestEntry[]>;
  /** Returns how a path without a manifest entry is treated, by its order key. */
  scopeOf(key: string): Scope;
  /** Digests to compute of files without a manifest entry. */
  readonly digests: readonly string[];
  /** The only paths in scope. */
  readonly filesFrom?: PathList | undefined;
  readonly gates?: Gates | undefined;
  /** Whether what files of the tree name as their parts has to be there. */
  readonly hasParts?: boolean;
  /** The manifest entries as ranges, where they alone are what the tree is checked against, and all of it is. */
  readonly ranged?: RangedManifest | undefined;
  /** What earlier runs proved of ranges, and what this one does. */
  readonly proofs?: RunProofs | undefined;
  /** What earlier runs saw of the content that other tools' lists vouch for; takes what this one sees. */
  readonly examined?: Examined | undefined;
  /** Takes the place of the tree: nothing is read from the disk. */
  readonly instead?: Instead;
  /** Where a new manifest is written while the tree is read. */
  readonly sink?: Sink;
};

/** Returns the links that vouchers say to pass, as if what lies behind them lay in the tree. */
export function passableLinks(vouchers: readonly Manifest[]): ReadonlySet<BytePath> {
  return new Set(vouchers.flatMap(({ passable = [] }) => passable));
}

/** The content of a tree, in its order and in chunks, with lanes that know its files. */
export type Instead = {
  readonly named: BytePath;
  entries(report: (finding: Finding) => void): AsyncIterable<readonly FileEntry[]>;
  readonly lanes: ReadingLanes;
};

/** Takes everything that was read, in path order. */
export type Sink = {
  /** Prepares what is written of a batch; the function it returns writes that when its turn has come. */
  prepare(batch: ReadBatch): () => void;
  /** Writes directories that were left. */
  directories(sums: readonly DirectorySum[]): void;
  /** Whether an entry of the walk is written, so that the tree is not empty. */
  takes(entry: FileEntry): boolean;
};
