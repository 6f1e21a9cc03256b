import type { Finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { u32le } from '../../structure/kit/read-int.ts';
import { namesOf } from '../kit/list-files.ts';
import { isThere, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf, statEntry } from '../kit/read-voucher-file.ts';
import { segmentsOf } from '../pg-backup/segments.ts';
import { type Cluster, readCluster } from './cluster.ts';

const CONTROL = 'global/pg_control';
const MAP = 'pg_filenode.map';
const MAP_LENGTH = 524;
/** The magic number of a map, the number of its mappings, and pairs of a catalogue and its file (relmapper.c). */
const MAP_MAGIC = 0x592717;
const FIRST_MAPPING = 8;
const MAPPING = 8;
const MOST_MAPPINGS = 64;
/** From version 9 on, a map says where the catalogues lie. */
const FIRST_WITH_MAP = 9;
const RECOVERY = ['standby.signal', 'recovery.signal', 'recovery.conf', 'backup_label'];
const LOGS = ['pg_wal', 'pg_xlog'];
const SEGMENT = /^[0-9A-F]{24}(?:\.partial)?$/;
const NUMBER_FROM = 8;

/**
 * What a server does not start without: the control file, which pg_basebackup copies last, the maps of the catalogues with
 * the files that they name, and the log of the last checkpoint.
 */
export function postgresParts(place: PartsPlace): readonly Finding[] {
  if (!isThere(place, 'global') || !isThere(place, 'PG_VERSION')) return [];
  if (!isThere(place, CONTROL)) {
    const note = 'no server starts without it, and pg_basebackup copies it last';
    return [missingPart(place, 'PG_VERSION', CONTROL, note)];
  }
  const { root, directory } = place;
  const cluster = readCluster((path, length = MAP_LENGTH) => headOf(root, join(directory, path), length));
  const version = Number.parseFloat(headOf(root, join(directory, 'PG_VERSION'), 16).toString('latin1'));
  return [
    ...(version > FIRST_WITH_MAP ? catalogues(place, cluster) : []),
    ...(cluster === undefined ? [] : lostLog(place, cluster)),
  ];
}

/** Returns the maps that are lacking, and what they name that is; a catalogue may move while a running server is copied. */
function catalogues(place: PartsPlace, cluster: Cluster | undefined): Finding[] {
  const { root, directory } = place;
  const bases = namesOf(root, join(directory, 'base'))
    .map(({ name }) => `base/${name}`)
    .filter((base) => isThere(place, `${base}/PG_VERSION`));
  if (bases.length === 0)
    return [
      missingPart(place, 'PG_VERSION', 'base', 'no database lies in it, and a server has three or more'),
    ];
  return ['global', ...bases].flatMap((at) => {
    if (!isThere(place, `${at}/${MAP}`))
      return [missingPart(place, at, `${at}/${MAP}`, 'it says where the catalogues lie')];
    if (cluster?.isShutDown !== true) return [];
    return mapped(headOf(root, join(directory, `${at}/${MAP}`), MAP_LENGTH))
      .map((file) => `${at}/${file}`)
      .filter((file) => !isThere(place, file))
      .map((file) => missingPart(place, `${at}/${MAP}`, file));
  });
}

/** The files that a map names, where it is one. */
function mapped(map: Buffer): number[] {
  if (u32le(map, 0) !== MAP_MAGIC) return [];
  const count = Math.min(u32le(map, 4), MOST_MAPPINGS);
  return Array.from({ length: count }, (_, i) => u32le(map, FIRST_MAPPING + i * MAPPING + 4));
}

/** Says where the log of the last checkpoint is not there: a link may lead to it, and a base backup names an archive. */
function lostLog(place: PartsPlace, { checkpoint }: Cluster): Finding[] {
  const { root, directory } = place;
  const logs = LOGS.find((name) => statEntry(root, join(directory, name))?.kind === 'directory');
  if (checkpoint === undefined || logs === undefined || RECOVERY.some((name) => isThere(place, name)))
    return [];
  const { redo, timeline, segmentSize } = checkpoint;
  const [name] = segmentsOf([{ timeline, start: redo, end: redo }], segmentSize) ?? [];
  if (name === undefined) return [];
  const there = namesOf(root, join(directory, logs)).filter((each) => SEGMENT.test(each.name));
  // A segment of another timeline begins with the log of this one.
  if (there.some((each) => each.name.startsWith(name.slice(NUMBER_FROM), NUMBER_FROM))) return [];
  const note = `the last checkpoint is in it, as ${CONTROL} says: no server starts without it`;
  const lost = missingPart(place, CONTROL, `${logs}/${name}`, note);
  return [there.length === 0 ? { ...lost, severity: 'warning' } : lost];
}
