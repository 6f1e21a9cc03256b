import { type Finding, finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { rowsOf, type SqliteValue } from '../../structure/database/sqlite/rows.ts';
import { namesOf } from '../kit/list-files.ts';
import { isThere, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';

const LIST = 'Manifest.db';
/** Where these are, or are not empty, the backup or a change of its list has not ended. */
const UNFINISHED = ['Snapshot', `${LIST}-wal`, `${LIST}-journal`];
const ID = /^[0-9a-f]{40}$/;
/** The kind of an entry that has content: directories and links are only named. */
const FILE = 1;

/**
 * Returns what a backup of a phone lacks: `Manifest.db` names every file (fileID, domain, relativePath, flags, file), unless
 * it is encrypted or the backup has not ended. Files that it does not name are one note.
 */
export async function phoneParts(place: PartsPlace): Promise<readonly Finding[]> {
  const { root, directory, format } = place;
  if (!headOf(root, join(directory, LIST), 16).toString('latin1').startsWith('SQLite format 3\0')) return [];
  if (UNFINISHED.some((name) => isUnfinished(place, name))) return [];
  const bytes = await readVoucherFile(root, join(directory, LIST));
  const rows = typeof bytes === 'string' ? undefined : rowsOf(bytes, 'Files');
  if (rows === undefined) return [];
  const there = filesOf(place);
  const named = new Map(rows.flatMap(namedFile));
  const missing = [...named]
    .filter(([id, { hasContent }]) => hasContent && !there.has(id) && !isThere(place, pathOf(id)))
    .map(([id, { what }]) => missingPart(place, LIST, pathOf(id), `${LIST} names it: ${what}`));
  const [first, ...others] = [...there].filter((id) => !named.has(id)).toSorted();
  if (first === undefined) return missing;
  const by = { format, path: join(join(root, directory), LIST) };
  const note = `${LIST} does not name it${others.length === 0 ? '' : `, nor ${others.length} more`}`;
  return [...missing, finding('unexpected', join(directory, pathOf(first)), { severity: 'note', by, note })];
}

function pathOf(id: string): string {
  return join(id.slice(0, 2), id);
}

function isUnfinished({ root, directory }: PartsPlace, name: string): boolean {
  const stat = statEntry(root, join(directory, name));
  return stat?.kind === 'directory' || (stat?.size ?? 0) > 0;
}

/** Returns the files of the backup by their names: the SHA-1 of domain and path, in directories of its first two digits. */
function filesOf(place: PartsPlace): ReadonlySet<string> {
  const { root, directory } = place;
  const folders = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));
  return new Set(
    folders
      .filter((folder) => isThere(place, folder))
      .flatMap((folder) => namesOf(root, join(directory, folder)))
      .flatMap(({ name }) => (ID.test(name) ? [name] : [])),
  );
}

function namedFile([id, domain, path, flags]: readonly SqliteValue[]): [
  string,
  { readonly what: string; readonly hasContent: boolean },
][] {
  const name = String(id);
  if (!ID.test(name)) return [];
  return [[name, { what: `${String(domain)}, ${String(path)}`, hasContent: flags === FILE }]];
}
