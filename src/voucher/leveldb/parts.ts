import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { lostKeyFile, missingAmong, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { filesOf } from './version-edits.ts';

const MANIFEST = /^MANIFEST-\d+$/;

/** The manifest that `CURRENT` names, and the tables and blob files that the manifest names. */
export async function levelDbParts(place: PartsPlace): Promise<readonly Finding[]> {
  const { root, directory } = place;
  const current = headOf(root, join(directory, 'CURRENT'), 4096).toString('latin1').trim();
  if (!MANIFEST.test(current)) return withoutName(place);
  const listed = new Set(namesOf(root, directory).map(({ name }) => name));
  if (!listed.has(current)) return [missingPart(place, 'CURRENT', current)];
  const empty = lostKeyFile(place, current);
  if (empty.length > 0) return empty;
  const bytes = await readVoucherFile(root, join(directory, current));
  const files = typeof bytes === 'string' ? undefined : filesOf(bytes);
  if (files === undefined) return [];
  const names = [...files.tables].map((number): BytePath => {
    const stem = `${number}`.padStart(6, '0');
    return (
      ['ldb', 'sst'].map((end) => `${stem}.${end}`).find((name) => listed.has(name)) ??
      `${stem}.${usual(listed)}`
    );
  });
  const blobs = [...files.blobs].map((number): BytePath => `${`${number}`.padStart(6, '0')}.blob`);
  return missingAmong(place, current, [...names, ...blobs]);
}

/** Says that `CURRENT` names no manifest, where it can be read. */
function withoutName(place: PartsPlace): readonly Finding[] {
  const path = join(place.directory, 'CURRENT');
  const stat = statEntry(place.root, path);
  const isUnread = stat?.kind !== 'file' || (stat.size > 0 && headOf(place.root, path, 1).length === 0);
  return isUnread ? [] : [finding('broken-structure', path, { note: 'it names no manifest' })];
}

/** Returns the extension of the tables that are there: LevelDB and RocksDB differ. */
function usual(listed: ReadonlySet<string>): string {
  return [...listed].some((name) => name.endsWith('.sst') || name.startsWith('OPTIONS-')) ? 'sst' : 'ldb';
}
