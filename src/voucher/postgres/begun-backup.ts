import type { Finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { isThere, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf } from '../kit/read-voucher-file.ts';

const LABEL = 'backup_label';
const BEGINS = 'START WAL LOCATION: ';
const CONTROL = 'global/pg_control';
/** One of them lies beside the label from the first file on: a label alone may be kept beside archives. */
const OF_CLUSTER = ['pg_wal', 'pg_xlog', 'global', 'PG_VERSION'];
const ARCHIVE = /\.(?:tar|t[gx]z|tzst|zip|7z)(?:\.\w+)?$/;

/** Says where a base backup was begun that has not come as far as a cluster is known by. */
export function begunBackup(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  if (isThere(place, CONTROL) || !OF_CLUSTER.some((name) => isThere(place, name))) return [];
  if (namesOf(root, directory).some(({ name }) => ARCHIVE.test(name))) return [];
  const head = headOf(root, join(directory, LABEL), BEGINS.length).toString('latin1');
  if (head !== BEGINS) return [];
  return [
    missingPart(place, LABEL, CONTROL, 'no server starts without it, and a base backup copies it last'),
  ];
}
