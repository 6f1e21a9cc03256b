import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, nameOf, unsafeBecause } from '../../model/path.ts';
import { createEntryCollector } from '../kit/entry-collector.ts';
import { namesOf } from '../kit/list-files.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { parseRdiffMetadata, type RdiffRecord } from './metadata.ts';
import { MIRROR } from './names.ts';
import { rdiffQuoting } from './quoting.ts';

const NOTES = [
  'increments have no digest: they are held against the CRC-32 of gzip, and one that is gone cannot be seen',
];

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openRdiffBackup({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const data = directoryOf(path);
  if (nameOf(data) !== 'rdiff-backup-data') return undefined;
  const base = directoryOf(data);
  const names = namesOf(root, data).map(({ name }) => name);
  const marks = names.filter((name) => MIRROR.test(name)).toSorted();
  const times = marks.map((name) => MIRROR.exec(name)?.[1] ?? '');
  const snapshot = ['.gz', '']
    .map((packed) => `mirror_metadata.${times[0]}.snapshot${packed}`)
    .find((name) => names.includes(name));
  const own = marks.map((name) => join(data, name));
  if (times.length !== 1 || snapshot === undefined) return nothing(path, base, own, whyNot(times, snapshot));
  const file = join(data, snapshot);
  const bytes = await readVoucherFile(root, file, { gunzip: true });
  if (typeof bytes === 'string') return nothing(file, base, own, `it cannot be read or unpacked (${bytes})`);
  const { records, problems } = parseRdiffMetadata(bytes.toString('latin1'));
  const collector = createEntryCollector(file);
  for (const { line, reason } of problems) collector.problems.add('damaged', line, reason);
  const quote = await rdiffQuoting(root, data);
  for (const record of records) {
    if (record.path === '.') continue;
    const place = record.alternate === undefined ? quote(record.path) : undefined;
    const at = place ?? `rdiff-backup-data/long_filename_data/${record.alternate}`;
    const reason = unsafeBecause(at) ?? unsafeBecause(record.path);
    if (reason !== undefined) collector.problems.add('unsafe', record.line, reason);
    else collector.add(...entryOf(root, join(base, at), record));
  }
  if (records.length === 0) collector.problems.add('damaged', 0, 'it names no file');
  return {
    inventory: 'closed',
    entries: collector.all(),
    findings: collector.findings(),
    notes: NOTES,
    own: [...own, file],
    base,
    ignores: (key) => key.startsWith(`${data}/`),
  };
}

/** What cannot be held against anything; a store that was left in the middle of a backup is no backup. */
function nothing(path: BytePath, base: BytePath, own: readonly BytePath[], detail: string): VoucherContents {
  const findings: Finding[] = [finding('manifest-damaged', path, { note: detail })];
  return { inventory: 'open', entries: [], findings, notes: NOTES, own, base };
}

function whyNot(times: readonly string[], snapshot: string | undefined): string {
  if (times.length === 0) return 'current_mirror is not there: the first backup never ended';
  if (times.length > 1)
    return `there are ${times.length} of current_mirror: the last backup never ended (rdiff-backup regress)`;
  return snapshot === undefined ? `the metadata of the mirror of ${times[0]} is not there` : '';
}

function entryOf(root: BytePath, path: BytePath, record: RdiffRecord): [ManifestEntry, number] {
  const { line, type, size, sha1, modTime, target } = record;
  const mtime = modTime === undefined || !/^\d{1,15}$/.test(modTime) ? {} : { mtime: `${modTime}.000000000` };
  if (type === 'reg') {
    const digests = sha1 === undefined ? [] : [{ algorithm: 'sha1', hex: sha1 }];
    return [{ path, kind: 'file', digests, size, ...mtime }, line];
  }
  if (type === 'dir') return [{ path, kind: 'directory', digests: [] }, line];
  if (type === 'sym') return [{ path, kind: 'link', digests: [], target }, line];
  return [{ path, kind: specialKind(root, path, type), digests: [] }, line];
}

/** A mirror that may not hold special files has empty ones in their place. */
function specialKind(root: BytePath, path: BytePath, type: string): ManifestEntry['kind'] {
  if (statEntry(root, path)?.kind === 'file') return 'file';
  if (type === 'fifo') return 'fifo';
  return type === 'sock' ? 'socket' : 'device';
}
