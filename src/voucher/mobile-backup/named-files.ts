import { rowsOf, type SqliteValue } from '../../structure/database/sqlite/rows.ts';

/** The files that the list of a backup names, by their names in it: what each was, and whether it has content. */
export type NamedFiles = ReadonlyMap<string, { readonly what: string; readonly hasContent: boolean }>;

/** The name of a file of a backup: the SHA-1 of its domain and path. */
export const FILE_ID = /^[0-9a-f]{40}$/;

/** The kind of an entry that has content: directories and links are only named. */
const FILE = 1;

/** Returns the files that `Manifest.db` names (fileID, domain, relativePath, flags, file); undefined where it cannot be read. */
export function filesInDatabase(bytes: Buffer): NamedFiles | undefined {
  const rows = rowsOf(bytes, 'Files');
  return rows === undefined ? undefined : new Map(rows.flatMap(namedFile));
}

function namedFile([id, domain, path, flags]: readonly SqliteValue[]): [
  string,
  { readonly what: string; readonly hasContent: boolean },
][] {
  const name = String(id);
  if (!FILE_ID.test(name)) return [];
  return [[name, { what: `${String(domain)}, ${String(path)}`, hasContent: flags === FILE }]];
}
