/** What a cluster says about itself: in pg_control and, where it is a base backup, in backup_label. */
import { u32le, u64le } from '../../structure/kit/read-int.ts';
import type { StoreFile } from '../kit/layout.ts';
import { oncePerStore } from '../kit/once-per-store.ts';

const STATE_AT = 16;
const REDO_AT = 40;
const TIMELINE_AT = 48;
const NEXT_XID_AT = 64;
/** Before version 11 another position lay before that of the redo. */
const FIRST_WITH_REDO = 1100;
const SHUT_DOWN = new Set([1, 2]);
/** Shut down, shutting down, in recovery from a crash, in production: no standby, which fetches its log from an archive. */
const NEEDS_LOG = new Set([1, 3, 4, 6]);
/** The double 1234567.0 at multiples of 8, after which the sizes follow (catalog/pg_control.h). */
const FLOAT_FORMAT = Buffer.from('0000000087d63241', 'hex');
const BLOCK_SIZE = 8;
const SEGMENT_BLOCKS = 12;
const SEGMENT_SIZE = 20;
const CHECKSUM_VERSION = 44;
const MOST_DATA = 512;
const START = /^START WAL LOCATION: ([0-9A-F]{1,8})\/([0-9A-F]{1,8}) /m;
const LABEL_LENGTH = 4096;

/** What decides how the files of a cluster are checked. */
export type Cluster = {
  /** It was stopped in good order, so that every page is as it was written. */
  readonly isShutDown: boolean;
  /** It is a copy that was made between pg_backup_start and pg_backup_stop. */
  readonly isBackup: boolean;
  /** From this position in the log on, recovery writes every page anew that was changed; Infinity where it was shut down. */
  readonly redo: number;
  /** The lower 32 bits of the next transaction; undefined where it is not known. */
  readonly nextXid: number | undefined;
  /** Whether its pages have checksums, and are of 8 KiB. */
  readonly hasChecksums: boolean;
  /** Pages in a segment of a relation. */
  readonly segmentBlocks: number;
  /** The log with which a server begins that is started on it; undefined where it may come from elsewhere, or is not known. */
  readonly checkpoint: Checkpoint | undefined;
};

/** Where the log of the last checkpoint begins. */
export type Checkpoint = { readonly redo: bigint; readonly timeline: number; readonly segmentSize: number };

/** Reads pg_control and backup_label; undefined where the first cannot be read, or is of another byte order. */
export const readCluster: (read: StoreFile['read']) => Cluster | undefined = oncePerStore((read) => {
  const control = read('global/pg_control', MOST_DATA);
  if (control === undefined || control.length < MOST_DATA) return undefined;
  const sizes = sizesAt(control);
  if (sizes === undefined) return undefined;
  const [, high, low] = START.exec(read('backup_label', LABEL_LENGTH)?.toString('latin1') ?? '') ?? [];
  const isBackup = high !== undefined && low !== undefined;
  const isShutDown = SHUT_DOWN.has(u32le(control, STATE_AT));
  const hasRedo = u32le(control, 8) >= FIRST_WITH_REDO;
  const begin = isBackup ? locationOf(high, low) : hasRedo ? u64le(control, REDO_AT) : 0;
  const hasChecksums =
    u32le(control, sizes + CHECKSUM_VERSION) === 1 && u32le(control, sizes + BLOCK_SIZE) === 8192;
  return {
    isShutDown,
    isBackup,
    redo: isShutDown ? Infinity : begin,
    nextXid: hasRedo ? u32le(control, NEXT_XID_AT) : undefined,
    hasChecksums,
    segmentBlocks: u32le(control, sizes + SEGMENT_BLOCKS),
    checkpoint: hasRedo && !isBackup ? checkpointAt(control, sizes) : undefined,
  };
});

function checkpointAt(control: Buffer, sizes: number): Checkpoint | undefined {
  const segmentSize = u32le(control, sizes + SEGMENT_SIZE);
  if (!NEEDS_LOG.has(u32le(control, STATE_AT)) || segmentSize < 2 ** 20) return undefined;
  return { redo: control.readBigUInt64LE(REDO_AT), timeline: u32le(control, TIMELINE_AT), segmentSize };
}

/** Finds the offset of the format of floating-point numbers, to which the sizes have a fixed distance in every version. */
function sizesAt(control: Buffer): number | undefined {
  for (let at = NEXT_XID_AT; at + CHECKSUM_VERSION + 4 <= MOST_DATA; at += 8)
    if (FLOAT_FORMAT.equals(control.subarray(at, at + 8))) return at;
  return undefined;
}

function locationOf(high: string, low: string): number {
  return Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16);
}
