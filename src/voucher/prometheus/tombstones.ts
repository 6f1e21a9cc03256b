import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { u32be } from '../../structure/kit/read-int.ts';
import { broken, cut, mismatch, PROVEN, UNKNOWN } from '../../structure/kit/verdicts.ts';

const MAGIC = 0x0130ba30;
const HEADER = 5;
const SUM = 4;

/** What was deleted from a block (format/tombstones.md): intervals of series, and a CRC-32C of them at the end. */
export function prometheusTombstones(): Probe<StructureVerdict> {
  return exactProbe(function* (reader) {
    const header = yield* reader.take(HEADER, 'its header');
    if (u32be(header, 0) !== MAGIC)
      return broken(`begins as ${header.toString('hex', 0, 4)}, and tombstones as 0130ba30`);
    if (header[4] !== 1) return UNKNOWN;
    let crc = 0;
    const sum = yield* reader.readAllBut(SUM, (bytes) => {
      crc = crc32c(bytes, crc);
    });
    if (sum.length < SUM) return cut(`ends at ${reader.offset}, inside its checksum`);
    return crc === u32be(sum, 0) ? PROVEN : mismatch('CRC-32C', u32be(sum, 0), crc);
  });
}
