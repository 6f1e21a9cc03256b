import { algorithmTagged } from '../../hash/algorithms.ts';
import { createProblems } from '../../manifest/checksum/problems.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join } from '../../model/path.ts';
import { findingsOf, hashBytes } from '../kit/entry-collector.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import { type BagLine, type BagNames, readManifestLines } from './lines.ts';

/** One manifest of a bag. */
export type BagManifest = {
  readonly name: BytePath;
  /** One for each path; none where the manifest is not believed. */
  readonly lines: readonly BagLine[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  /** A tag manifest gives it another digest. */
  readonly isDistrusted: boolean;
};

/** Where a bag lies, and how its names are read. */
export type BagReading = {
  readonly root: BytePath;
  readonly directory: BytePath;
  readonly decode: (bytes: Buffer) => BytePath;
  readonly names: BagNames;
};

/** Reads a payload or tag manifest; a payload manifest that a tag manifest contradicts is damaged and vouches for nothing. */
export async function readBagManifest(
  { root, directory, decode, names }: BagReading,
  name: BytePath,
  tags: readonly BagManifest[],
): Promise<BagManifest> {
  const path = join(directory, name);
  const algorithm = /-([^.]+)\.txt$/.exec(name.toLowerCase())?.[1] ?? '';
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return damaged(name, path, `it cannot be read (${bytes})`);
  for (const tag of tags) {
    const digest = tag.lines.find((line) => line.path === name)?.digest;
    if (digest !== undefined && (await hashBytes(digest.algorithm, bytes)) !== digest.hex)
      return damaged(name, path, `it is not as ${tag.name} has it, so nothing is held against it`);
  }
  const problems = createProblems();
  const isPayload = !/^tag/i.test(name);
  const all = readManifestLines(decode(bytes), algorithm, isPayload, names, problems);
  const notes = algorithmTagged(algorithm) === undefined ? [`no algorithm is called ${algorithm}`] : [];
  const kept = new Map<BytePath, BagLine>();
  const duplicates = createSomeFindings();
  let repeated = 0;
  for (const line of all) {
    const before = kept.get(line.path);
    if (before === undefined) kept.set(line.path, line);
    else if (before.digest?.hex === line.digest?.hex) repeated += 1;
    else
      duplicates.add(
        finding('manifest-duplicate', join(directory, line.path), {
          note: `${name}, line ${line.line}: promised before, with another digest`,
        }),
      );
  }
  if (repeated > 0) notes.push(`lines of ${name} that repeat an earlier one: ${repeated}`);
  const findings = [...findingsOf(path, problems), ...duplicates.all()];
  return { name, lines: [...kept.values()], findings, notes, isDistrusted: false };
}

function damaged(name: BytePath, path: BytePath, detail: string): BagManifest {
  const findings = [finding('manifest-damaged', path, { note: detail })];
  return { name, lines: [], findings, notes: [], isDistrusted: true };
}

/** The bytes of a tag file; none where it is not there. */
export async function readText(root: BytePath, path: BytePath): Promise<Buffer> {
  const bytes = await readVoucherFile(root, path);
  return typeof bytes === 'string' ? Buffer.alloc(0) : bytes;
}
