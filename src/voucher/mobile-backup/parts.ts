import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join, nameOf } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { isThere, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { filesInMbdb } from './mbdb.ts';
import { FILE_ID, filesInDatabase, type NamedFiles } from './named-files.ts';
import { valueInPlist } from './plist.ts';

const DATABASE = 'Manifest.db';
/** The list of backups before iOS 10. */
const MBDB = 'Manifest.mbdb';
const PROPERTIES = 'Manifest.plist';
const STATUS = 'Status.plist';
/** Where a backup is put until it is whole. */
const SNAPSHOT = 'Snapshot';
/** Where these are, or are not empty, the backup or a change of its list has not ended. */
const UNFINISHED = [SNAPSHOT, `${DATABASE}-wal`, `${DATABASE}-journal`];
const FINISHED = 'finished';

/**
 * Returns what a backup of a phone lacks: whether it was finished, and what its list names (unless that is encrypted or the
 * backup has not ended). Files that the list does not name are one note.
 */
export async function phoneParts(place: PartsPlace): Promise<readonly Finding[]> {
  if (nameOf(place.directory) === SNAPSHOT) return [];
  const state = [...(await unfinished(place)), ...(await lostProperties(place))];
  if (UNFINISHED.some((name) => isUnfinished(place, name))) return state;
  const list = [DATABASE, MBDB].find((name) => isThere(place, name));
  if (list === undefined) {
    const note = 'the list of the files of the backup is not there: without it nothing can be restored';
    return [...state, missingPart(place, PROPERTIES, DATABASE, note)];
  }
  return [...state, ...(await againstList(place, list))];
}

/** Says where the device did not finish the backup: it refuses to restore one that is not. */
async function unfinished(place: PartsPlace): Promise<readonly Finding[]> {
  const { root, directory } = place;
  const state = await valueIn(place, STATUS, 'SnapshotState');
  if (typeof state === 'string' && state !== FINISHED) {
    const note = `SnapshotState is ${JSON.stringify(state)}, not "${FINISHED}": the device did not finish this backup, and refuses to restore it`;
    return [finding('truncated-content', join(directory, STATUS), { note })];
  }
  if (namesOf(root, join(directory, SNAPSHOT)).length === 0) return [];
  const path = join(directory, SNAPSHOT);
  if (!isThere(place, STATUS)) {
    const note = `all there is of this backup is in ${SNAPSHOT}: the device did not finish it, and refuses to restore it`;
    return [finding('truncated-content', path, { note })];
  }
  const note = 'a later backup was begun here and is not finished';
  return [finding('truncated-content', path, { severity: 'warning', note })];
}

/** Says where `Manifest.plist`, which holds the keys of an encrypted backup, is lost, or the list is not what it says. */
async function lostProperties(place: PartsPlace): Promise<readonly Finding[]> {
  const { root, directory } = place;
  if (!isThere(place, PROPERTIES)) {
    if (isThere(place, SNAPSHOT)) return [];
    const note = 'the properties of the backup and its keys are in it: without it nothing can be restored';
    return [missingPart(place, STATUS, PROPERTIES, note)];
  }
  const path = join(directory, DATABASE);
  const head = headOf(root, path, 16);
  if (head.length === 0 || head.toString('latin1') === 'SQLite format 3\0') return [];
  if ((await valueIn(place, PROPERTIES, 'IsEncrypted')) !== false) return [];
  const note = `${PROPERTIES} says that the backup is not encrypted, and this is no database of SQLite`;
  return [finding('broken-structure', path, { note })];
}

async function valueIn(
  { root, directory }: PartsPlace,
  name: BytePath,
  key: string,
): Promise<string | boolean | undefined> {
  if (statEntry(root, join(directory, name)) === undefined) return undefined;
  const bytes = await readVoucherFile(root, join(directory, name));
  return typeof bytes === 'string' ? undefined : valueInPlist(bytes, key);
}

async function againstList(place: PartsPlace, list: BytePath): Promise<readonly Finding[]> {
  const { root, directory, format } = place;
  const bytes = await readVoucherFile(root, join(directory, list));
  if (typeof bytes === 'string') return [];
  const named = list === MBDB ? filesInMbdb(bytes) : filesInDatabase(bytes);
  if (named === 'cut')
    return [finding('truncated-content', join(directory, list), { note: 'it ends inside of a record' })];
  if (named === undefined) return [];
  const isFlat = list === MBDB;
  const there = isFlat ? idsIn(place, '') : idsInFolders(place);
  const pathOf = (id: string): BytePath => (isFlat ? id : join(id.slice(0, 2), id));
  const missing = lostFiles(place, list, named, there, pathOf);
  const [first, ...others] = [...there].filter((id) => !named.has(id)).toSorted();
  if (first === undefined) return missing;
  const by = { format, path: join(join(root, directory), list) };
  const note = `${list} does not name it${others.length === 0 ? '' : `, nor ${others.length} more`}`;
  return [...missing, finding('unexpected', join(directory, pathOf(first)), { severity: 'note', by, note })];
}

function lostFiles(
  place: PartsPlace,
  list: BytePath,
  named: NamedFiles,
  there: ReadonlySet<string>,
  pathOf: (id: string) => BytePath,
): readonly Finding[] {
  return [...named]
    .filter(([id, { hasContent }]) => hasContent && !there.has(id) && !isThere(place, pathOf(id)))
    .map(([id, { what }]) => missingPart(place, list, pathOf(id), `${list} names it: ${what}`));
}

function isUnfinished({ root, directory }: PartsPlace, name: string): boolean {
  const stat = statEntry(root, join(directory, name));
  return stat?.kind === 'directory' || (stat?.size ?? 0) > 0;
}

/** Returns the files of the backup by their names, in directories of their first two digits. */
function idsInFolders(place: PartsPlace): ReadonlySet<string> {
  const folders = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));
  return new Set(
    folders.filter((folder) => isThere(place, folder)).flatMap((folder) => [...idsIn(place, folder)]),
  );
}

function idsIn({ root, directory }: PartsPlace, folder: BytePath): ReadonlySet<string> {
  return new Set(
    namesOf(root, join(directory, folder)).flatMap(({ name }) => (FILE_ID.test(name) ? [name] : [])),
  );
}
