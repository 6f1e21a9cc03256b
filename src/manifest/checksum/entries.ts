import { formatCount } from '../../model/counts.ts';
import { type BytePath, unsafeBecause } from '../../model/path.ts';
import { createEntryTable, type EntryTable } from './entry-table.ts';
import type { EntryLine } from './line.ts';
import { cleanPath } from './path.ts';
import type { Problems } from './problems.ts';
import type { ListLine } from './text.ts';

/** One entry of a list. */
export type ChecksumEntry = {
  readonly line: number;
  /** As the list names it, cleaned: `..` remains at its start alone; absolute if it is so in the list. */
  readonly path: BytePath;
  readonly hex: string;
  /** What the digest can be, the likeliest first; exactly one where there is a tag. */
  readonly algorithms: readonly string[];
  /** The line was marked as escaped, so that every backslash in the path is literal. */
  readonly escaped: boolean;
  readonly size?: number;
  /** Digests of the path in earlier lines of a list that grows. */
  readonly older?: readonly string[];
};

/** Collects the entries of one list. */
export type Entries = {
  add(entry: EntryLine, line: ListLine): void;
  /** Adds the size in bytes of a file that has its digest in another line. */
  addSize(name: BytePath, size: number): void;
  count(): number;
  /** Returns how many hex digits every digest has in a list of `md5 -r`; undefined in any other list. */
  usualLength(): number | undefined;
  /** Returns how the untagged lines must be read, where they contradict each other. */
  contradiction(): 'gnu' | 'reversed' | undefined;
  /** Ends the collection. */
  all(): EntryTable;
  notes(): string[];
};

/** U+FFFD in UTF-8. */
const LOST = '\xef\xbf\xbd';

/** Creates an empty collection; what is wrong with an entry goes to `problems`. */
export function createEntries(problems: Problems): Entries {
  const kept = createEntryTable();
  const sizes = new Map<BytePath, number>();
  const forms = { tagged: 0, gnu: 0, reversed: 0, posix: 0, 'name-first': 0 };
  const counts = { repeated: 0, replaced: 0, lost: 0, skipped: 0, short: 0 };
  const earlier = new Map<number, string[]>();
  let [shortest, longest] = [Infinity, 0];

  const remember = (entry: ChecksumEntry, ended: boolean): void => {
    const at = kept.placeOf(entry);
    const before = at === undefined ? undefined : kept.at(at);
    if (at === undefined || before === undefined) {
      kept.push(entry);
      shortest = Math.min(shortest, entry.hex.length);
      longest = Math.max(longest, entry.hex.length);
    } else if (before.hex === entry.hex) {
      counts.repeated += 1;
    } else if (!ended) {
      problems.add(
        'truncated',
        entry.line,
        'the last line has no line end, and its name is that of an earlier line',
      );
    } else {
      counts.replaced += 1;
      // One row of a path for all its lines, or their number squared would be copied.
      const older = earlier.get(at) ?? [];
      earlier.set(at, older);
      older.push(before.hex);
      kept.replace(at, { ...entry, older });
    }
  };

  return {
    add(entry, { number, ended }) {
      if (entry.skip !== undefined) {
        counts.skipped += 1;
        return;
      }
      forms[entry.form] += 1;
      const path = cleanPath(entry.name);
      if (path === undefined)
        return problems.add(ended ? 'damaged' : 'truncated', number, 'names a directory');
      const danger = unsafeBecause(path.replace(/^(?:\/|(?:\.\.\/)+)/, ''));
      if (danger !== undefined) return problems.add('unsafe', number, danger);
      if (
        !ended &&
        entry.form !== 'tagged' &&
        entry.hex.length < (kept.at(kept.length() - 1)?.hex.length ?? 0)
      ) {
        return problems.add('truncated', number, 'its digest is shorter than those before it');
      }
      if (path.includes(LOST)) counts.lost += 1;
      if (entry.form === 'posix' && entry.hex.startsWith('0000')) counts.short += 1;
      const { hex, algorithms, escaped, size } = entry;
      const base = { line: number, path, hex, algorithms, escaped };
      remember(size === undefined ? base : { ...base, size }, ended);
    },
    addSize(name, size) {
      const path = cleanPath(name);
      if (path !== undefined) sizes.set(path, size);
    },
    count: kept.length,
    usualLength() {
      const isOnly = forms.reversed > 0 && forms.tagged + forms.gnu + forms.posix === 0;
      return isOnly && shortest === longest ? longest : undefined;
    },
    contradiction() {
      const others = forms.gnu + forms.posix;
      if (forms.reversed === 0 || others + counts.skipped === 0) return undefined;
      return forms.reversed > others ? 'reversed' : 'gnu';
    },
    all() {
      if (sizes.size > 0) kept.addSizes(sizes);
      if (sizes.size > 0 || counts.short === 0 || counts.short < forms.posix) return kept.end();
      problems.add('damaged', 0, 'its checksums have only 16 bits (sum -s, cksum -a sysv) and prove nothing');
      return kept.end((entry) => entry.size === undefined);
    },
    notes() {
      const told = [
        [counts.repeated, 'lines that repeat an earlier one'],
        [
          counts.replaced,
          'lines that give a path a different digest than an earlier line; the last one counts',
        ],
        [counts.lost, 'names with U+FFFD: characters lost by the tool that made the list'],
        [
          counts.skipped,
          'lines ignored because their digests are not of the raw bytes (shasum --UNIVERSAL or --01)',
        ],
      ] as const;
      return told.filter(([count]) => count > 0).map(([count, what]) => `${what}: ${formatCount(count)}`);
    },
  };
}
