import type { BytePath } from '../../model/path.ts';
import type { PgRange } from './manifest.ts';

/** The directory of a backup, by the time at which it began. */
export const BACKUP_ID = /^\d{8}T\d{6}$/;

const FIELD = /^(\w+)=(.*)$/gm;
const LOCATION = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;
/** What Barman says of a backup that it has taken to its end. */
export const DONE = 'DONE';
/** All files were copied; the log may still be on its way. */
const COPIED = new Set([DONE, 'WAITING_FOR_WALS']);

/** What Barman says of a backup. */
export type BackupInfo = {
  /** `DONE`, `STARTED`, `FAILED` and others. */
  readonly status: string;
  /** The write-ahead log that a restore of it needs, where it is complete. */
  readonly range?: PgRange;
  readonly segmentSize: number;
  /** The bytes of all files of the backup, this one as it then was included, where Barman has counted them. */
  readonly size?: number;
};

/** Parses a backup.info; undefined where it has no status. */
export function parseBackupInfo(bytes: Buffer): BackupInfo | undefined {
  const fields = new Map<string, string>();
  for (const [, name = '', value = ''] of bytes.toString('latin1').matchAll(FIELD)) fields.set(name, value);
  const status = fields.get('status');
  if (status === undefined) return undefined;
  const [start, end] = ['begin_xlog', 'end_xlog'].map((name) => locationOf(fields.get(name) ?? ''));
  const timeline = Number(fields.get('timeline'));
  const size = fields.get('size') ?? '';
  const isComplete =
    status === DONE && start !== undefined && end !== undefined && end >= start && timeline >= 1;
  return {
    status,
    ...(isComplete ? { range: { timeline, start, end } } : {}),
    segmentSize: Number(fields.get('xlog_segment_size') ?? 2 ** 24),
    ...(COPIED.has(status) && /^\d+$/.test(size) ? { size: Number(size) } : {}),
  };
}

/** Returns whether a file belongs to a backup that is being made or was given up; `read` reads below the server. */
export function isUnfinished(path: BytePath, read: (path: BytePath) => Buffer | undefined): boolean {
  const [, id] = /^base\/(\d{8}T\d{6})\/./.exec(path) ?? [];
  const bytes = id === undefined ? undefined : read(`base/${id}/backup.info`);
  const status = bytes === undefined ? undefined : parseBackupInfo(bytes)?.status;
  return status !== undefined && status !== DONE && !path.endsWith('/backup.info');
}

function locationOf(text: string): bigint | undefined {
  const [, high, low] = LOCATION.exec(text) ?? [];
  return high === undefined ? undefined : (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
