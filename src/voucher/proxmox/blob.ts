import { createHash } from 'node:crypto';
import { crc32 } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { brokenName } from '../../structure/kit/named-by-digest.ts';
import { broken, mismatch, PROVEN } from '../../structure/kit/verdicts.ts';

const PLAIN = '42ab3807be8370a1';
/** The magic numbers, and the bytes between the CRC and what it covers: IV and tag of what is encrypted. */
const BEFORE_COVERED: ReadonlyMap<string, number> = new Map([
  [PLAIN, 0],
  ['31b958426fb6a37f', 0],
  ['7b6785be222d4cf0', 32],
  ['e6591bbf0bbfd80b', 32],
]);

/** A blob or, by its name of 64 hex digits, a chunk of Proxmox Backup Server: magic, CRC-32 and content. */
export function proxmoxBlob(name?: string): Probe<StructureVerdict> {
  return exactProbe((tape) => walk(tape, name));
}

function* walk(tape: ExactReader, name: string | undefined): Step<StructureVerdict> {
  const start = yield* tape.takeUpTo(12);
  if (start.length === 0) {
    const detail = 'ends at byte 0: it is empty';
    // A datastore on S3 empties a chunk that has left its cache; in any other it is a chunk that was lost.
    return name === undefined ? { is: 'cut', detail } : { is: 'cut', detail, severity: 'warning' };
  }
  const magic = start.toString('hex', 0, 8);
  const between = BEFORE_COVERED.get(magic);
  if (between === undefined && start.length >= 8) return broken(`no blob: it begins as ${magic}`);
  if (between === undefined || start.length < 12)
    return { is: 'cut', detail: `ends at byte ${start.length}, inside its header` };
  yield* tape.skip(between, 'its header');
  const hash = magic === PLAIN && name !== undefined ? createHash('sha256') : undefined;
  let crc = 0;
  yield* tape.readToEnd((bytes) => {
    crc = crc32(bytes, crc);
    hash?.update(bytes);
  });
  const wanted = start.readUInt32LE(8);
  if (crc !== wanted) return mismatch(`its bytes from ${12 + between} on: CRC-32`, wanted, crc);
  const digest = hash?.digest('hex');
  return name === undefined || digest === undefined || digest === name
    ? PROVEN
    : brokenName('sha256', name, digest);
}
