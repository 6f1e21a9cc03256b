import { createProblems } from '../../manifest/checksum/problems.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Digest } from '../../model/manifest.ts';
import { packingOf } from '../../model/packings.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import { digestOf, findingsOf, hashBytes } from '../kit/entry-collector.ts';
import { namesOf } from '../kit/list-files.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { algorithmOf, type ReleaseEntry, readIndex } from './release.ts';

/** The indexes of packages that are here, read. */
export type Indexes = {
  readonly packages: readonly ReleaseEntry[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  /** Indexes that are not as the Release has them, and are not believed. */
  readonly damaged: readonly BytePath[];
};

const INDEX = /(?:^|\/)(?:Packages|Sources)(?:\.(gz|xz|bz2|lzma|lz4|zst))?$/;

/** Reads `Packages` and `Sources` that match the Release, in the forms that can be read. */
export async function heldIndexes(
  root: BytePath,
  directory: BytePath,
  here: readonly ReleaseEntry[],
): Promise<Indexes> {
  const groups = new Map<BytePath, ReleaseEntry[]>();
  for (const each of here) {
    const match = INDEX.exec(each.path);
    if (match === null) continue;
    const name = match[1] === undefined ? each.path : each.path.slice(0, -match[1].length - 1);
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  const packages: ReleaseEntry[] = [];
  const findings: Finding[] = [];
  const notes: string[] = [];
  const damaged: BytePath[] = [];
  for (const forms of groups.values()) {
    let isRead = false;
    for (const { path, digest } of forms) {
      const at = join(directory, path);
      const raw = await readVoucherFile(root, at);
      if (typeof raw === 'string' || (await hashBytes(digest.algorithm, raw)) !== digest.hex) {
        damaged.push(at);
        findings.push(finding('manifest-damaged', at, { note: 'it is not as the Release has it' }));
        continue;
      }
      if (isRead) continue;
      const packing = packingOf(path);
      const bytes = packing === undefined ? raw : await readVoucherFile(root, at, { packing });
      if (typeof bytes === 'string') continue;
      isRead = true;
      const problems = createProblems();
      for (const each of readIndex(bytes.toString('latin1'), problems)) packages.push(each);
      findings.push(...findingsOf(at, problems));
    }
  }
  return { packages, findings, notes, damaged };
}

/** The files in `by-hash` directories beside the indexes, whose names are their digests. */
export function byHash(
  root: BytePath,
  directory: BytePath,
  listed: readonly ReleaseEntry[],
): { readonly path: BytePath; readonly digest: Digest }[] {
  const found = [];
  for (const parent of new Set(
    listed.map(({ path }) => join(directory, directoryOf(path)).replace(/\/$/, '')),
  )) {
    const top = join(parent, 'by-hash');
    if (statEntry(root, top)?.kind !== 'directory') continue;
    for (const { name: kind } of namesOf(root, top))
      for (const { name, kind: type } of namesOf(root, join(top, kind))) {
        const digest = type === 'file' ? digestOf(algorithmOf(kind), nameOf(name)) : undefined;
        if (digest !== undefined) found.push({ path: join(join(top, kind), name), digest });
      }
  }
  return found;
}
