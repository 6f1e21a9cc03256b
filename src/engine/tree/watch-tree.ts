/**
 * Everything that only a whole tree shows, behind one interface: what many files together show, how much of what was
 * promised is gone or changed, and whether the gates of the run were passed.
 */
import { inodeOf, writtenAt } from '../../disk/stat.ts';
import type { DirectorySum, Shares } from '../../model/content.ts';
import type { FileEntry } from '../../model/entry.ts';
import { ALL_CODES, FINDING_CODES, type Finding, type FindingCode } from '../../model/finding.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, join } from '../../model/path.ts';
import type { DirectorySpan } from '../judge/directory-spans.ts';
import { isUnseen } from '../judge/hidden-place.ts';
import type { Totals } from '../judge/totals.ts';
import type { ReadBatch } from '../reading/read-pairs.ts';
import { type Gates, missedGates } from './gates.ts';
import { guard } from './mass-change.ts';
import { createNewestFile, newestSeal } from './newest-file.ts';
import { createTreeFindings } from './tree-findings.ts';

/** Codes which say that the bytes of a path are not the recorded ones, also in the words of `compare`. */
const DIFFERING = ALL_CODES.filter((code) => FINDING_CODES[code].bytes === 'differ');

/** Codes by which a run reports what it could not look at. */
const UNSEEN = ALL_CODES.filter(isUnseen);

/** The tree that is watched. `now` is in milliseconds since 1970. */
export type WatchedTree = {
  readonly root: BytePath;
  readonly vouchers: readonly Manifest[];
  readonly gates: Gates;
  readonly now: number;
  /** Whether an entry belongs to the tree, and not to what vouches for it. */
  isPart(entry: FileEntry): boolean;
  /** Whether only a part of the tree is in scope, so that its sums say nothing of the whole. */
  readonly isPartial: boolean;
  /** Whether only a part of its files is read: what all of them come to is for the run over all parts to say. */
  readonly isShard: boolean;
};

/** What the end of a tree needs to know of its run. */
export type EndOfTree = {
  readonly totals: Totals;
  /** Missing files of which a compressed copy is there. */
  readonly packed: number;
  /** Missing paths that are no loss, since the tool of their store removed them. */
  readonly excused: number;
  /** The files that such tools removed, and their bytes. */
  readonly pruned: { readonly files: number; readonly bytes: number };
  /** Files with the content that the manifest has at another path. */
  readonly rotated: number;
  readonly ledger: {
    /** Returns how many findings of some codes were recorded until now. */
    count(...codes: readonly FindingCode[]): number;
    total(): number;
    isStopped(): boolean;
  };
  readonly scope: {
    has(path: BytePath): boolean;
    /** Yields findings about paths in scope that neither the walk nor the manifest has. */
    unreached(): Iterable<readonly Finding[]>;
  };
};

/** Watches a tree go by. */
export type TreeWatch = {
  /** Passes the entries of the walk on, and counts them. */
  passing(entries: AsyncIterable<readonly FileEntry[]>): AsyncIterable<readonly FileEntry[]>;
  /** Counts the entries of a batch that no walk passed on. */
  meet(batch: Pick<ReadBatch, 'pairs' | 'held'>): void;
  /** Sees the files of a batch. */
  see(spans: readonly DirectorySpan[]): Promise<void>;
  /** Returns the directories that were left since the last call. */
  left(): DirectorySum[];
  /** Yields the findings about the tree; each chunk must be recorded before the next one is asked for. */
  end(run: EndOfTree): AsyncGenerator<readonly Finding[], void, undefined>;
  /** Returns the sums of all files by their content; whole after `end`. */
  judged(): Shares;
};

/** Starts watching a tree. */
export function watchTree(tree: WatchedTree): TreeWatch {
  const { root, vouchers, gates, now, isPartial, isShard } = tree;
  const files = createTreeFindings({
    inodeOf: (path) => inodeOf(join(root, path)),
    writtenAt: (path) => writtenAt(join(root, path)),
  });
  const newest =
    gates.maxAgeMs === undefined ? undefined : createNewestFile(root, { now, enough: now - gates.maxAgeMs });
  let entries = 0;
  let fileEntries = 0;
  let hasTrouble = false;
  const count = (chunk: readonly FileEntry[]): void => {
    const parts = chunk.filter((entry) => tree.isPart(entry));
    entries += parts.length;
    fileEntries += parts.filter(({ kind }) => kind === 'file').length;
    hasTrouble ||= parts.some(({ trouble }) => trouble !== undefined);
    newest?.see(parts);
  };
  return {
    async *passing(chunks) {
      for await (const chunk of chunks) {
        count(chunk);
        yield chunk;
      }
    },
    meet({ pairs, held }) {
      count(
        pairs.flatMap(({ left }) => (left === undefined || left.trouble?.above !== undefined ? [] : left)),
      );
      entries += held?.entries ?? 0;
      for (const run of held?.runs ?? []) fileEntries += run.files;
    },
    see: (spans) => files.see(spans),
    left: () => files.left(),
    async *end(run) {
      const { ledger, scope } = run;
      if (isShard) {
        yield guard({ entries, expected: 0, lost: 0, changed: 0, isStopped: ledger.isStopped() });
        return;
      }
      yield files.end().filter(({ path }) => scope.has(path));
      if (!ledger.isStopped()) yield* scope.unreached();
      const unread = ledger.count(...UNSEEN);
      const isRead = !hasTrouble && unread === 0 && run.totals.files >= fileEntries;
      const read = isRead ? { files: fileEntries, bytes: run.totals.bytes } : undefined;
      if (!isPartial)
        yield guard({
          entries: Math.max(entries, unread),
          read,
          ...massOf(run),
          isStopped: ledger.isStopped(),
        });
      if (ledger.isStopped()) return;
      const youngest = newest?.end();
      const sealed = gates.maxSealAgeMs === undefined ? undefined : await newestSeal(vouchers, now);
      yield missedGates(gates, {
        ...run.totals,
        files: run.totals.files + run.totals.unreadFiles,
        bytes: run.totals.bytes + run.totals.unreadBytes,
        ...expectedOf(run, gates),
        findings: ledger.total(),
        youngest,
        sealed,
        now,
      });
    },
    judged: () => files.judged(),
  };
}

/** What a tree is expected to have; what nobody asked for by a gate of his own leaves out what the tools of stores removed. */
function expectedOf(
  { totals, pruned }: EndOfTree,
  { shrinkFrom }: Gates,
): { readonly expectedFiles: number; readonly expectedBytes: number } {
  const { files, bytes } = shrinkFrom === undefined ? { files: 0, bytes: 0 } : pruned;
  return { expectedFiles: totals.expectedFiles - files, expectedBytes: totals.expectedBytes - bytes };
}

/** How much the manifest lists, how much is gone and found nowhere else, and how much exists but does not match. */
function massOf({ totals, packed, rotated, excused, ledger }: EndOfTree): {
  readonly expected: number;
  readonly lost: number;
  readonly changed: number;
} {
  return {
    expected: totals.promised,
    lost: totals.lost - ledger.count('moved') - packed - excused,
    changed: ledger.count(...DIFFERING) - rotated,
  };
}
