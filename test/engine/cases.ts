import { judge } from '../../src/engine/judge/judge.ts';
import type { PendingFinding } from '../../src/engine/judge/judge-batch.ts';
import type { PathCase, Scope } from '../../src/engine/judge/path-case.ts';
import type { FileEntry, Kind } from '../../src/model/entry.ts';
import { orderKey } from '../../src/model/entry.ts';
import type { Digest, ManifestEntry } from '../../src/model/manifest.ts';
import { type FileFacts, NO_FACTS } from '../../src/read/jobs.ts';

/** The time of everything here, unless another is told. */
export const MTIME = '1795409983.170223676';

/** A digest of some content: the content in hex. */
export function digestOf(content: string, algorithm = 'xxh64'): Digest {
  return { algorithm, hex: Buffer.from(content).toString('hex').padEnd(16, '0') };
}

/** What the walk saw at a path. */
export function entry(path: string, kind: Kind = 'file', more: Partial<FileEntry> = {}): FileEntry {
  return { path, kind, ...more };
}

/** A promise of a file of some content. */
export function promise(path: string, content: string, more: Partial<ManifestEntry> = {}): ManifestEntry {
  return { path, kind: 'file', digests: [digestOf(content)], size: content.length, mtime: MTIME, ...more };
}

/** A promise of something that is no file. */
export function promiseOf(path: string, kind: Kind, more: Partial<ManifestEntry> = {}): ManifestEntry {
  return { path, kind, digests: [], ...more };
}

/** What a read established of a file of some content. */
export function facts(content: string, more: Partial<FileFacts> = {}): FileFacts {
  return {
    ...NO_FACTS,
    size: content.length,
    mtime: MTIME,
    mode: 0o644,
    digests: [digestOf(content)],
    ...more,
  };
}

/** What is known of a path: less than all of it. */
export type Known = Partial<Omit<PathCase, 'scope'>>;

/** A case for the judge. */
export function caseOf(known: Known, scope: Scope): PathCase {
  return { entry: undefined, expected: undefined, facts: undefined, ...known, scope };
}

/** What the judge says of one path, as the engine hands it on. */
export function judged(known: Known, scope: Scope = 'closed'): PendingFinding[] {
  const { entry: left, expected: right, facts: read } = known;
  return judge(caseOf(known, scope)).map((finding) => ({
    key: orderKey(left ?? right ?? { path: '', kind: 'file' }),
    finding,
    pair: { ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) },
    ...(read === undefined ? {} : { facts: read }),
  }));
}
