import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { u32be, u32le } from '../../structure/kit/read-int.ts';
import { broken, cut, PROVEN, UNKNOWN } from '../../structure/kit/verdicts.ts';

/** PG_CONTROL_MAX_SAFE_SIZE, and PG_CONTROL_FILE_SIZE. */
const MOST_DATA = 512;
const SIZE = 8192;
const VERSION_AT = 8;
/** From PostgreSQL 9.6 on; in the version before, 9.4 had another CRC than 9.5. */
const FIRST = 960;
const LAST = 9999;
const OLDEST = 72;

/**
 * pg_control (catalog/pg_control.h): the CRC-32C is the last field, at an offset that differs from version to version,
 * in the byte order of the server; so every offset of its range is tried.
 */
export function pgControl(): Probe<StructureVerdict> {
  return exactProbe(walk);
}

function* walk(tape: ExactReader): Step<StructureVerdict> {
  const data = yield* tape.take(MOST_DATA, 'the control data');
  const size = yield* tape.readToEnd();
  const versions = [u32le(data, VERSION_AT), u32be(data, VERSION_AT)];
  if (versions.some((each) => each >= OLDEST && each < FIRST)) return UNKNOWN;
  if (!versions.some((each) => each >= FIRST && each <= LAST))
    return broken(
      `no version of pg_control at ${VERSION_AT}: ${data.toString('hex', VERSION_AT, VERSION_AT + 4)}`,
    );
  let crc = 0;
  for (let at = 0; at + 4 <= MOST_DATA; at += 4) {
    if (at > VERSION_AT && (u32le(data, at) === crc || u32be(data, at) === crc))
      return size < SIZE ? cut(`ends at byte ${size}, and pg_control has ${SIZE}`) : PROVEN;
    crc = crc32c(data.subarray(at, at + 4), crc);
  }
  return broken(`no CRC-32C in its first ${MOST_DATA} bytes holds`);
}
