import { algorithmNamed } from '../../hash/algorithms.ts';
import { createProblems, type Problems } from '../../manifest/checksum/problems.ts';
import { type Finding, type FindingDetails, finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { createSomeFindings } from './some-findings.ts';

const CODES = {
  damaged: 'manifest-damaged',
  truncated: 'manifest-truncated',
  unsafe: 'manifest-unsafe-path',
} as const;

/** Collects the entries of a voucher while it is read. */
export type EntryCollector = {
  /** Problems of the lines of one file of the voucher. */
  readonly problems: Problems;
  /** Adds an entry; one that contradicts an earlier one of the same path is a finding, and the first counts. */
  add(entry: ManifestEntry, line: number): void;
  all(): readonly ManifestEntry[];
  findings(): readonly Finding[];
  /** How many entries repeat another one. */
  repeated(): number;
};

/** Creates an empty collector for one file of a voucher. */
export function createEntryCollector(file: BytePath): EntryCollector {
  const problems = createProblems();
  const entries = new Map<BytePath, ManifestEntry>();
  const duplicates = createSomeFindings();
  let repeated = 0;
  return {
    problems,
    add(entry, line) {
      const before = entries.get(entry.path);
      if (before === undefined) {
        // In this order: a copy with one more property has a shape of its own in V8, and there may be a million of these.
        entries.set(entry.path, { source: file, ...(line > 0 ? { line } : {}), ...entry });
        return;
      }
      repeated += 1;
      if (agree(before, entry)) return;
      duplicates.add(finding('manifest-duplicate', entry.path, conflictOf(before, entry, line)));
    },
    all: () => [...entries.values()],
    findings: () => [...findingsOf(file, problems), ...duplicates.all()],
    repeated: () => repeated,
  };
}

/** Problems of one file of a voucher as findings. */
export function findingsOf(file: BytePath, problems: Problems): Finding[] {
  return problems
    .all()
    .map(({ line, reason, kind }) =>
      finding(CODES[kind], file, { note: line === 0 ? reason : `line ${line}: ${reason}` }),
    );
}

/** A digest in hex, in any case; nothing where it is not one of the algorithm. */
export function digestOf(algorithm: string, hex: string): Digest | undefined {
  if (algorithmNamed(algorithm)?.hexLength !== hex.length || !/^[0-9a-f]*$/i.test(hex)) return undefined;
  return { algorithm, hex: hex.toLowerCase() };
}

/** The hex digest of bytes that are at hand; nothing where there is no such algorithm. */
export async function hashBytes(algorithm: string, bytes: Uint8Array): Promise<string | undefined> {
  const engine = await algorithmNamed(algorithm)?.load();
  const hasher = engine?.create();
  hasher?.update(bytes);
  return hasher?.end();
}

/** What two lines say of one path: their digests of one algorithm, where they have such. */
function conflictOf(before: ManifestEntry, promised: ManifestEntry, line: number): FindingDetails {
  for (const digest of promised.digests) {
    const first = before.digests.find(({ algorithm }) => algorithm === digest.algorithm);
    if (first === undefined || first.hex === digest.hex || before.line === undefined) continue;
    const lines = [
      { line: before.line, digest: first },
      { line, digest },
    ];
    return { evidence: [{ is: 'conflict', lines }] };
  }
  return { note: `line ${line}: promised before, in another way` };
}

function agree(one: ManifestEntry, other: ManifestEntry): boolean {
  return (
    one.kind === other.kind &&
    (one.size === undefined || other.size === undefined || one.size === other.size) &&
    other.digests.every(({ algorithm, hex }) =>
      one.digests.every((digest) => digest.algorithm !== algorithm || digest.hex === hex),
    )
  );
}
