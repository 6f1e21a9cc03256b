import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { BACKUP_ID, type BackupInfo, parseBackupInfo } from '../pg-backup/barman-info.ts';
import { walPath } from '../pg-backup/names.ts';
import { segmentsOf } from '../pg-backup/segments.ts';

/** A line: a name, the size of the file as it lies there, its time, and how it is compressed. */
const LINE =
  /^([0-9A-F]{8}(?:[0-9A-F]{16}(?:\.[0-9A-F]{8}\.backup|\.partial)?|\.history))\t(\d+)\t[\d.]+\t\S+$/;
/** What Barman keeps in its home to work alone. */
const LOCK = /^\.[^/]+\.lock$/;
const MOST_PROBLEMS = 20;
const UNLISTED = 'a backup needs it, and xlog.db does not list it: barman rebuild-xlogdb';

/** A server of Barman below the root. */
type Server = { readonly root: BytePath; readonly server: BytePath; readonly list: BytePath };

/** Reads the list of segments, and what the backups of the server need; undefined where it is no list of Barman. */
export async function openBarman({ root, path }: Candidate): Promise<VoucherContents | undefined> {
  const server = directoryOf(directoryOf(path));
  if (
    !['wals', 'meta'].includes(nameOf(directoryOf(path))) ||
    statEntry(root, join(server, 'base')) === undefined
  )
    return undefined;
  const place = { root, server, list: path };
  const bytes = await readVoucherFile(root, path);
  const { entries, findings } = readLines(place, typeof bytes === 'string' ? Buffer.alloc(0) : bytes);
  const unread =
    typeof bytes === 'string'
      ? [finding('manifest-damaged', path, { note: `it cannot be read (${bytes})` })]
      : [];
  const backups = await backupsOf(place);
  const listed = new Set(entries.map((entry) => entry.path));
  const unlisted = backups.flatMap((each) => neededBy(place, each)).filter((at) => !listed.has(at));
  const unfinished = backups.filter(({ info }) => info !== undefined && info.range === undefined);
  return {
    inventory: 'open',
    base: server,
    entries: [
      ...entries,
      ...unlisted.map((at): ManifestEntry => ({ path: at, kind: 'file', digests: [], source: path })),
    ],
    findings: [
      ...unread,
      ...findings,
      ...backups.flatMap(withoutInfo),
      ...unlisted
        .filter((at) => statEntry(root, at) !== undefined)
        .map((at) => finding('unvouched', at, { note: UNLISTED })),
    ],
    notes: [
      ...unfinished.map(({ id, info }) => `the backup ${id} is ${info?.status ?? ''}, not DONE`),
      'archived segments are listed with their size, without a digest',
    ],
    own: ownFiles(place, backups),
  };
}

function readLines(
  { server, list }: Server,
  bytes: Buffer,
): { readonly entries: ManifestEntry[]; readonly findings: Finding[] } {
  const entries: ManifestEntry[] = [];
  const findings: Finding[] = [];
  for (const [i, line] of bytes.toString('latin1').split('\n').entries()) {
    if (line === '') continue;
    const [, name, size] = LINE.exec(line) ?? [];
    if (name !== undefined)
      entries.push({
        path: walPath(server, name),
        kind: 'file',
        digests: [],
        size: Number(size),
        line: i + 1,
      });
    else if (findings.length < MOST_PROBLEMS)
      findings.push(finding('manifest-damaged', list, { note: `line ${i + 1} is malformed` }));
  }
  return { entries, findings };
}

type Backup = {
  readonly id: string;
  readonly at: BytePath;
  readonly info: BackupInfo | undefined;
  readonly isEmpty: boolean;
};

/** The backups of the server with what their information files say, in order. */
async function backupsOf({ root, server }: Server): Promise<Backup[]> {
  const base = join(server, 'base');
  const ids = namesOf(root, base).filter(({ name, kind }) => kind === 'directory' && BACKUP_ID.test(name));
  const backups: Backup[] = [];
  for (const { name: id } of ids) {
    const at = join(base, `${id}/backup.info`);
    const bytes = statEntry(root, at) === undefined ? undefined : await readVoucherFile(root, at);
    if (typeof bytes === 'string') continue;
    backups.push({
      id,
      at,
      info: bytes === undefined ? undefined : parseBackupInfo(bytes),
      isEmpty: bytes === undefined,
    });
  }
  return backups.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** What is wrong with the information file of a backup. */
function withoutInfo({ at, info, isEmpty }: Backup): Finding[] {
  const without = 'without it Barman does not know the backup';
  if (isEmpty) return [finding('missing', at, { note: without })];
  return info === undefined
    ? [finding('broken-structure', at, { note: `it has no status: ${without}` })]
    : [];
}

/** The segments that a backup needs, but for those that it has itself. */
function neededBy({ root, server }: Server, { id, info }: Backup): BytePath[] {
  const needed = info?.range === undefined ? [] : (segmentsOf([info.range], info.segmentSize) ?? []);
  const own = join(server, `base/${id}/data/pg_wal`);
  return needed
    .filter((name) => statEntry(root, join(own, name)) === undefined)
    .map((name) => walPath(server, name));
}

/** Files of Barman itself: what it says of its backups, and its locks. */
function ownFiles({ root, server }: Server, backups: readonly Backup[]): BytePath[] {
  const home = directoryOf(server);
  const locks = [...new Set([server, home])].flatMap((directory) =>
    namesOf(root, directory)
      .filter(({ name, kind }) => kind === 'file' && LOCK.test(name))
      .map(({ name }) => join(directory, name)),
  );
  return [join(server, 'identity.json'), ...backups.map(({ at }) => at), ...locks];
}
