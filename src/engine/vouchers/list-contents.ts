import type { ChecksumEntry } from '../../manifest/checksum/entries.ts';
import type { ChecksumList } from '../../manifest/checksum/list.ts';
import type { ListClaim } from '../../manifest/checksum/names.ts';
import type { ListProblem } from '../../manifest/checksum/problems.ts';
import { formatCount } from '../../model/counts.ts';
import type { VoucherSummary } from '../../model/event.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, nameOf, toText } from '../../model/path.ts';
import { type FoundList, listRef } from './found-list.ts';
import type { GuessedAlgorithms } from './guess-algorithm.ts';

/** Returns the entry of a digest without a name, which is of the file that the list is named after. */
export function bareEntry({ bare }: ChecksumList, { subject }: ListClaim): ChecksumEntry[] {
  if (bare === undefined || subject === undefined) return [];
  const { line, hex, algorithms } = bare;
  return [{ line, hex, algorithms, path: nameOf(subject), escaped: true }];
}

/** Returns the findings about a list itself, each with its line where it is of one. */
export function findingsOf(found: FoundList, problems: readonly ListProblem[]): Finding[] {
  const by = listRef(found);
  const codes = {
    damaged: 'manifest-damaged',
    truncated: 'manifest-truncated',
    unsafe: 'manifest-unsafe-path',
  } as const;
  return problems.map(({ line, reason, kind }) =>
    finding(
      codes[kind],
      found.path,
      line === 0
        ? { note: reason, by }
        : { note: `line ${formatCount(line)}: ${reason}`, by: { ...by, line } },
    ),
  );
}

/** Returns what a line of a list records of the file at `path`; its digests are of the guessed algorithm. */
export function entryOf(
  path: BytePath,
  entry: ChecksumEntry,
  guessed: GuessedAlgorithms,
  by: VoucherRef,
): ManifestEntry {
  const algorithm = guessed.algorithmOf(entry);
  const digest = (hex: string): Digest => ({ algorithm, hex: guessed.canonical(entry, hex) });
  return {
    path,
    kind: 'file',
    digests: [digest(entry.hex)],
    by,
    line: entry.line,
    ...(entry.size === undefined ? {} : { size: entry.size }),
    ...(entry.older === undefined ? {} : { older: entry.older.map(digest) }),
  };
}

/** Returns the summary of a list, for the start of a run. */
export function summaryOf(path: BytePath, entries: number, notes: readonly string[]): VoucherSummary {
  const said = notes.length > 0 ? { notes } : {};
  return { format: 'checksum-list', path: toText(path), entries, answers: ['corrupt', 'named'], ...said };
}
