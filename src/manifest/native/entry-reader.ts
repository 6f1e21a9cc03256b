import { orderKey } from '../../model/entry.ts';
import { type Finding, type FindingCode, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { Counts, EntryFormat } from '../../model/manifest-range.ts';
import { type BytePath, join, nameOf, unsafeBecause } from '../../model/path.ts';
import { NativeEntry } from './entry.ts';
import { COUNTED, countEntry, createCounts, fastDigestOf, parseHashLine, parseOther } from './grammar.ts';

/** Where a text begins in its manifest: after which line, and after which key. */
export type EntryPlace = { readonly line: number; readonly key: string };

/** Reads the entries of a native manifest, text after text. */
export type EntryReader = {
  /** Returns the entries of whole lines in their order. What is malformed, unsafe or out of order is reported and skipped. */
  read(lines: string): ManifestEntry[];
  /** What was read so far, of each kind. */
  readonly counts: Counts;
  /** Reports where all that was counted is not what the trailer counts. */
  compare(trailer: Readonly<Counts>, counted?: Counts): void;
};

/** Creates a reader of entries that begins after a place. */
export function createEntryReader(
  { file, base, algorithm, hexLength, isFast }: EntryFormat,
  report: (finding: Finding) => void,
  after: EntryPlace = { line: 0, key: '' },
): EntryReader {
  const by = { format: 'native', path: file };
  const counts = createCounts();
  let { line: lineNumber, key: last } = after;
  let facts = '';

  const tell = (code: FindingCode, path: BytePath, what: string): void =>
    report(finding(code, path, { note: `line ${lineNumber}: ${what}`, by: { ...by, line: lineNumber } }));
  const complain = (what: string): void => tell('manifest-damaged', join(base, nameOf(file)), what);

  const parse = (line: string): ManifestEntry | undefined => {
    if (line.charCodeAt(0) === 0x23 && line.startsWith('#f\t')) {
      facts = line;
      return undefined;
    }
    if (line.charCodeAt(0) === 0x23) {
      const other = parseOther(line);
      return other === undefined ? undefined : { ...other, by, line: lineNumber };
    }
    const hash = parseHashLine(line, hexLength);
    if (hash === undefined) {
      complain('not a line of a manifest');
      return undefined;
    }
    const fast = isFast && facts !== '' ? fastDigestOf(facts) : undefined;
    const digest = fast === undefined ? { algorithm, hex: hash.hex } : { algorithm: 'xxh64', hex: fast };
    const entry = new NativeEntry(hash.path, digest, facts, by, lineNumber);
    facts = '';
    return entry;
  };

  const accept = (entry: ManifestEntry): ManifestEntry | undefined => {
    const unsafe = unsafeBecause(entry.path);
    if (unsafe !== undefined) {
      tell('manifest-unsafe-path', join(base, entry.path), unsafe);
      return undefined;
    }
    const key = orderKey(entry);
    if (key <= last) {
      const isDouble = key === last;
      const code = isDouble ? 'manifest-duplicate' : 'manifest-damaged';
      tell(code, join(base, entry.path), isDouble ? 'duplicate' : 'out of order');
      return undefined;
    }
    last = key;
    if (base === '') return entry;
    const path = join(base, entry.path);
    return entry instanceof NativeEntry ? entry.at(path) : { ...entry, path };
  };

  return {
    counts,
    read(lines) {
      const entries: ManifestEntry[] = [];
      let start = 0;
      for (let end = lines.indexOf('\n'); end >= 0; end = lines.indexOf('\n', start)) {
        lineNumber += 1;
        const entry = start === end ? undefined : parse(lines.slice(start, end));
        if (entry !== undefined) countEntry(counts, entry);
        const accepted = entry === undefined ? undefined : accept(entry);
        if (accepted !== undefined) entries.push(accepted);
        start = end + 1;
      }
      return entries;
    },
    compare(trailer, counted = counts) {
      lineNumber += 1;
      for (const key of COUNTED)
        if (trailer[key] !== counted[key])
          complain(`its trailer counts ${trailer[key]} ${key}, but there are ${counted[key]}`);
    },
  };
}
