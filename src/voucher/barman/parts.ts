import { type Finding, finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { membersOf, namesOf } from '../kit/list-files.ts';
import { isThere, missingPart, type PartsPlace } from '../kit/parts.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { BACKUP_ID, parseBackupInfo } from '../pg-backup/barman-info.ts';

const LISTS = ['wals/xlog.db', 'meta/xlog.db'];
/** Directories of segments, by their timeline and log. */
const SEGMENTS = /^[0-9A-F]{16}$/;
/** How much `backup.info` may have shrunk since it was counted with the other files: less than a page of a table. */
const SLACK = 4096;

/** What a server of Barman cannot do without: the list of its archived segments, and the files of each backup by their sum. */
export async function barmanParts(place: PartsPlace): Promise<readonly Finding[]> {
  const findings = [...lostList(place)];
  const { root, directory } = place;
  for (const { name, kind } of namesOf(root, join(directory, 'base')))
    if (kind === 'directory' && BACKUP_ID.test(name))
      findings.push(...(await lostFiles(place, `base/${name}`)));
  return findings;
}

function lostList(place: PartsPlace): readonly Finding[] {
  const isArchived = namesOf(place.root, join(place.directory, 'wals')).some(
    ({ name, kind }) => kind === 'directory' && SEGMENTS.test(name),
  );
  if (!isArchived || LISTS.some((list) => isThere(place, list))) return [];
  const note = 'segments are archived, and the list of them is not there: barman rebuild-xlogdb';
  return [{ ...missingPart(place, 'wals', 'wals/xlog.db', note), severity: 'warning' }];
}

/** Says where the files of a backup have fewer bytes than Barman counted when it had copied them: of an rsync backup it has no list. */
async function lostFiles({ root, directory }: PartsPlace, backup: string): Promise<readonly Finding[]> {
  const at = join(directory, backup);
  if (statEntry(root, join(at, 'backup.info')) === undefined) return [];
  const bytes = await readVoucherFile(root, join(at, 'backup.info'));
  const wanted = typeof bytes === 'string' ? undefined : parseBackupInfo(bytes)?.size;
  if (wanted === undefined) return [];
  let found = 0;
  for (const { path, kind } of membersOf(root, at))
    if (kind === 'file') found += statEntry(root, path)?.size ?? 0;
  if (found + SLACK >= wanted) return [];
  const note = `its files have ${found} bytes together, and Barman counted ${wanted}: files of it are lost or cut`;
  return [finding('missing', at, { note })];
}
