import { createHash } from 'node:crypto';
import type { DirectorySum } from '../../model/content.ts';
import type { FindingCode } from '../../model/finding.ts';
import type { HeldList, ManifestEntry, RetainedStore } from '../../model/manifest.ts';
import {
  countEntry,
  createCounts,
  formatDirectory,
  formatEntry,
  formatHeader,
  formatTrailer,
} from './grammar.ts';
import { heldFields } from './held.ts';
import { retentionFields } from './retention.ts';

const CHECKPOINT_EVERY = 65_536;
const FIRST_CHECKPOINT = 64;

/** What the first line of a native manifest says about its creation. */
export type Sealing = {
  /** The algorithm of the hash lines; xxh64 is in the `#f` lines. */
  readonly algorithm: string;
  /** ISO 8601 in UTC; written without fractions of a second. */
  readonly created: string;
  readonly tool: string;
  readonly host: string;
  readonly id: string;
  readonly seq: number;
  /** `sha256:` and the digest of the manifest before this one. */
  readonly prev?: string;
  /** Why a change was accepted, in UTF-8. */
  readonly reason?: string;
  /** Whether the digests were computed from the original or from the backup copy. */
  readonly origin: 'source' | 'copy';
  /** The root, in UTF-8, for a person to read. */
  readonly root: string;
  readonly exclude: readonly string[];
  /** The lists in the tree that it was checked against; undefined where nobody looked for any. */
  readonly held?: readonly HeldList[] | undefined;
  /** The stores from which their tools may remove data. */
  readonly retention?: readonly RetainedStore[] | undefined;
  /** Codes of findings about those lists that were accepted by name. */
  readonly accepted?: readonly FindingCode[] | undefined;
};

/**
 * Formats a native manifest piece by piece: `begin`, then `add` for each entry in path order, then `end`. The pieces
 * are byte strings. Checkpoints come after 64 files, 128, 256 and so on up to 65,536, and then after every 65,536.
 */
export function nativeWriter(sealing: Sealing): {
  begin(): string;
  add(entry: ManifestEntry): string;
  addLine(line: SealedLine): string;
  /** Formats the content profile of a directory after all entries below it were added. */
  addDirectory(sum: DirectorySum): string;
  end(): string;
} {
  const hash = createHash('sha256');
  const counts = createCounts();
  const hashed = (text: string): string => {
    hash.update(text, 'latin1');
    return text;
  };
  const addLine = (line: SealedLine): string => {
    hashed(line.text);
    const before = counts.files;
    countEntry(counts, line);
    if (counts.files === before || !isCheckpoint(counts.files)) return line.text;
    return line.text + hashed(`#c\t${counts.files}\t${hash.copy().digest('hex')}\n`);
  };

  return {
    begin: () => hashed(formatHeader(headerFields(sealing), sealing.algorithm)),
    add: (entry) => addLine(sealedLine(entry, sealing.algorithm)),
    addLine,
    addDirectory: (sum) => hashed(formatDirectory(sum)),
    end: () => formatTrailer({ ...counts, sha256: hash.digest('hex') }),
  };
}

/** A formatted entry, and what the trailer counts of it: much smaller, so that many can be kept waiting. */
export type SealedLine = Pick<ManifestEntry, 'kind' | 'size' | 'unreadable'> & { readonly text: string };

/** Formats one entry. */
export function sealedLine(entry: ManifestEntry, algorithm: string): SealedLine {
  const { kind, size, unreadable } = entry;
  return { kind, size, unreadable, text: formatEntry(entry, algorithm) };
}

/** Returns the digests that a native manifest has of every file: xxh64, and that of its hash lines. */
export function digestsWith(algorithm: string): readonly string[] {
  return algorithm === 'xxh64' ? ['xxh64'] : ['xxh64', algorithm];
}

function isCheckpoint(files: number): boolean {
  if (files >= CHECKPOINT_EVERY) return files % CHECKPOINT_EVERY === 0;
  return files >= FIRST_CHECKPOINT && (files & (files - 1)) === 0;
}

function headerFields(sealing: Sealing): (readonly [string, string])[] {
  const text = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');
  return [
    ['algo', sealing.algorithm],
    ['created', sealing.created.replace(/\.\d+Z$/, 'Z')],
    ['tool', sealing.tool],
    ['host', text(sealing.host)],
    ['seq', String(sealing.seq)],
    ['id', sealing.id],
    ...(sealing.prev === undefined ? [] : [['prev', sealing.prev] as const]),
    ...(sealing.reason === undefined ? [] : [['reason', text(sealing.reason)] as const]),
    ['origin', sealing.origin],
    ['root', text(sealing.root)],
    ...sealing.exclude.map((pattern) => ['exclude', text(pattern)] as const),
    ...retentionFields(sealing.retention).map((store) => ['retention', store] as const),
    ...heldFields(sealing.held).map((list) => ['held', text(list)] as const),
    ...(sealing.accepted ?? []).map((code) => ['accepted', code] as const),
  ];
}
