import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { u32be } from '../../structure/kit/read-int.ts';
import { broken, PROVEN, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { readChecked, readLength } from './checked-part.ts';

const MAGIC = 0x85bd40dd;
const HEADER = 8;

/** A file of chunks (format/chunks.md): a length, how it is encoded, the samples, and the CRC-32C of both. */
export function prometheusChunks(): Probe<StructureVerdict> {
  return exactProbe(function* (reader) {
    const header = yield* reader.take(HEADER, 'its header');
    if (u32be(header, 0) !== MAGIC)
      return broken(`begins as ${header.toString('hex', 0, 4)}, and chunks as 85bd40dd`);
    if (header[4] !== 1) return UNKNOWN;
    for (;;) {
      const at = reader.offset;
      if ((yield* reader.takeUpTo(1)).length === 0) return PROVEN;
      reader.unread(1);
      const what = `the chunk at ${at}`;
      const length = yield* readLength(reader, what);
      if (length === undefined) return broken(`not a valid length of a chunk at ${at}`);
      const wrong = yield* readChecked(reader, length + 1, what);
      if (wrong !== undefined) return wrong;
    }
  });
}
