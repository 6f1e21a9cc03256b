import { finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, nameOf } from '../../model/path.ts';
import { compareWithoutDigest } from '../kit/compare-size.ts';
import { createEntryCollector, type EntryCollector } from '../kit/entry-collector.ts';
import { placeNames } from '../kit/place-names.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { headText } from '../kit/voucher-text.ts';
import { type MhlEntry, readMhl } from './hash-list.ts';

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openMhl(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  if (nameOf(directoryOf(path)).toLowerCase() === 'ascmhl') return undefined;
  if (!/<(?:\w+:)?hashlist[\s>]/.test(headText(candidate))) return undefined;
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return undefined;
  const collector = createEntryCollector(path);
  return read(candidate, readMhl(bytes, collector.problems).entries, collector);
}

function read(
  candidate: Candidate,
  entries: readonly MhlEntry[],
  collector: EntryCollector,
): VoucherContents {
  const { root, path } = candidate;
  const weak: ManifestEntry[] = [];
  const {
    placed,
    notes: said,
    links,
  } = placeNames(
    candidate,
    entries.map((entry) => entry.path),
  );
  for (const [i, entry] of entries.entries()) {
    const place = placed[i] ?? { danger: 'empty path' };
    if ('danger' in place) collector.problems.add('unsafe', entry.line, place.danger);
    else if (entry.kind === 'file' && entry.digests.length === 0) weak.push(toMhlEntry(entry, place.path));
    else collector.add(toMhlEntry(entry, place.path), entry.line);
  }
  const findings = [...collector.findings(), ...weak.flatMap((each) => compareWithoutDigest(root, each))];
  if (entries.length === 0 && findings.length === 0)
    findings.push(finding('manifest-damaged', path, { note: 'it has no entries' }));
  const notes =
    weak.length > 0 ? [`files without a digest there, compared by size alone: ${weak.length}`] : [];
  return { inventory: 'open', entries: collector.all(), findings, notes: [...notes, ...said], own: links };
}

/** What an entry records of the path it lies at. */
export function toMhlEntry({ kind, digests, size, mtime }: MhlEntry, path: BytePath): ManifestEntry {
  if (kind === 'directory') return { path, kind, digests: [] };
  return { path, kind, digests, size, mtime };
}
