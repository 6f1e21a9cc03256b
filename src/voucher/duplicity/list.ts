import { type Finding, finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import { createEntryCollector } from '../kit/entry-collector.ts';
import { namesOf } from '../kit/list-files.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { parseDuplicityManifest } from './manifest.ts';
import { type DuplicitySet, duplicitySets } from './sets.ts';

const MOST_GAPS = 1000;
const UNFINISHED = {
  severity: 'note',
  note: 'this backup is running or was killed: the next run resumes it or starts over',
} as const;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openDuplicity({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const directory = directoryOf(path);
  const files = namesOf(root, directory).filter(({ kind }) => kind === 'file');
  const sets = duplicitySets(files.map(({ name }) => name));
  const expected: ManifestEntry[] = [];
  const own: BytePath[] = [];
  const findings: Finding[] = orphans(sets, directory);
  const unfinished = unfinishedAmong(sets);
  for (const set of sets) {
    const { manifest, isEncrypted } = set;
    if (set === unfinished)
      findings.push(finding('unvouched', join(directory, `duplicity-${set.name}.manifest`), UNFINISHED));
    else if (manifest === undefined)
      findings.push(finding('missing', join(directory, `duplicity-${set.name}.manifest`)));
    if (set === unfinished) expected.push(...volumesOf(set, directory));
    if (manifest === undefined || isEncrypted) {
      expected.push(...gapsIn(set, directory));
      continue;
    }
    own.push(join(directory, manifest));
    const read = await entriesOf(root, directory, manifest, set);
    expected.push(...read.expected);
    findings.push(...read.findings);
  }
  const encrypted = sets.filter(({ isEncrypted }) => isEncrypted).length;
  const notes =
    encrypted === 0
      ? []
      : [
          `${encrypted} of ${sets.length} manifests are encrypted: without the key nothing holds their volumes; seal them`,
        ];
  return { inventory: 'open', entries: expected, findings, notes, own };
}

async function entriesOf(
  root: BytePath,
  directory: BytePath,
  manifest: BytePath,
  set: DuplicitySet,
): Promise<{ readonly expected: readonly ManifestEntry[]; readonly findings: readonly Finding[] }> {
  const file = join(directory, manifest);
  const collector = createEntryCollector(file);
  const bytes = await readVoucherFile(root, file, { gunzip: manifest.endsWith('.gz') });
  if (typeof bytes === 'string') {
    collector.problems.add('damaged', 0, `it cannot be read (${bytes})`);
    return { expected: [], findings: collector.findings() };
  }
  const { volumes, problems } = parseDuplicityManifest(bytes.toString('latin1'));
  for (const { kind, line, reason } of problems) collector.problems.add(kind, line, reason);
  const expect = (name: BytePath, digests: readonly Digest[], line: number): void =>
    collector.add({ path: join(directory, name), kind: 'file', digests }, line);
  for (const { number, line, sha1 } of volumes)
    expect(nameOfVolume(set, number), sha1 === undefined ? [] : [{ algorithm: 'sha1', hex: sha1 }], line);
  expect(set.signatures ?? nameOfSignatures(set), [], 0);
  return { expected: collector.all(), findings: collector.findings() };
}

/**
 * Returns the set of a backup that is running or was killed: the newest, without the manifest and the signatures that are
 * written at its end, and with a whole one before it.
 */
function unfinishedAmong(sets: readonly DuplicitySet[]): DuplicitySet | undefined {
  const [newest, ...others] = sets.toSorted((a, b) => (a.to < b.to ? 1 : -1));
  const isUnfinished = newest?.manifest === undefined && newest?.signatures === undefined;
  return isUnfinished && others.some(({ manifest }) => manifest !== undefined) ? newest : undefined;
}

/** The volumes of a backup that has no manifest yet: nothing says what is in them. */
function volumesOf({ volumes }: DuplicitySet, directory: BytePath): ManifestEntry[] {
  return [...volumes.values()].map((name) => ({ path: join(directory, name), kind: 'file', digests: [] }));
}

/** Volumes that are gone between others. */
function gapsIn(set: DuplicitySet, directory: BytePath): ManifestEntry[] {
  const gaps: ManifestEntry[] = [];
  const last = Math.max(0, ...set.volumes.keys());
  for (let number = 1; number < last && gaps.length < MOST_GAPS; number++)
    if (!set.volumes.has(number))
      gaps.push({ path: join(directory, nameOfVolume(set, number)), kind: 'file', digests: [] });
  return gaps;
}

/** The name of a volume; of one that is not there, as the others of its backup are called. */
function nameOfVolume({ name, volumes }: DuplicitySet, number: number): BytePath {
  const [any] = volumes.values();
  return (
    volumes.get(number) ??
    any?.replace(/\.vol\d+\.difftar/, `.vol${number}.difftar`) ??
    `duplicity-${name}.vol${number}.difftar.gz`
  );
}

function nameOfSignatures({ name }: DuplicitySet): BytePath {
  return `duplicity-${name.replace(/^full\./, 'full-signatures.').replace(/^inc\./, 'new-signatures.')}.sigtar.gz`;
}

/** Incremental backups of which the one before is gone. */
function orphans(sets: readonly DuplicitySet[], directory: BytePath): Finding[] {
  const ends = new Set(sets.map(({ to }) => to));
  return sets.flatMap(({ from, name }) =>
    from === undefined || ends.has(from)
      ? []
      : [
          finding('missing', join(directory, `duplicity-full.${from}.manifest`), {
            note: `no backup of ${from} is there, full or not, and ${name} builds on it`,
          }),
        ],
  );
}
