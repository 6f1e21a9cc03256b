import { finding } from '../../model/finding.ts';
import { type BytePath, directoryOf } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { type PgDamage, parsePgManifest } from './manifest.ts';
import { PG_TAR } from './names.ts';

const MARKS = ['PostgreSQL-Backup-Manifest-Version', 'Manifest-Checksum'];
const CODES = {
  cut: 'manifest-truncated',
  damaged: 'manifest-damaged',
  duplicate: 'manifest-duplicate',
} as const;

/** Reads what the voucher says; undefined where the file turns out to be of another format. */
export async function openPgBackup({
  root,
  path,
  mayPassLinks = false,
}: Candidate): Promise<VoucherContents | undefined> {
  const directory = directoryOf(path);
  const names = namesOf(root, directory).map(({ name }) => name);
  const hasTars = !names.includes('PG_VERSION') && names.some((name) => PG_TAR.test(name));
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string')
    return nothing(path, { is: 'damaged', detail: `it cannot be read (${bytes})` });
  if (!hasTars && !names.includes('PG_VERSION') && !isMarked(bytes)) return undefined;
  const manifest = parsePgManifest(bytes);
  if ('is' in manifest) return nothing(path, manifest);
  const { files, system, version } = manifest;
  if (files.length === 0) return nothing(path, { is: 'damaged', detail: 'it has no entries' });
  const vouching = hasTars
    ? (await import('./tars.ts')).vouchTars(directory, names, manifest)
    : await (await import('./plain.ts')).vouchPlain({ root, path, directory, mayPassLinks }, manifest);
  const bare = files.filter(({ digest }) => digest === undefined).length;
  return {
    ...vouching,
    notes: [
      `version ${version}${system === undefined ? '' : `, system ${system}`}`,
      ...(bare === 0 ? [] : [`${bare} files have no digest in it: their size alone is held`]),
      ...(files.some((file) => /(?:^|\/)INCREMENTAL\./.test(file.path))
        ? ['an incremental backup: a restore needs the earlier ones too']
        : []),
      ...vouching.notes,
      'segments of the write-ahead log are held to name and size, their records are not read',
    ],
  };
}

/** One that does not hold vouches for nothing, and accuses nothing either. */
function nothing(path: BytePath, { is, detail }: PgDamage): VoucherContents {
  return {
    inventory: 'closed',
    entries: [],
    findings: [finding(CODES[is], path, { note: detail })],
    notes: [],
    ignores: () => true,
  };
}

function isMarked(bytes: Buffer): boolean {
  const ends = bytes.toString('latin1', 0, 4096) + bytes.toString('latin1', Math.max(0, bytes.length - 4096));
  return MARKS.some((mark) => ends.includes(mark));
}
