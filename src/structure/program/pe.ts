import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16le, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { UNKNOWN } from '../kit/verdicts.ts';

const NARROW = 0x10b;
const WIDE = 0x20b;
const CERTIFICATES = 4;

/**
 * Programs and libraries of Windows and UEFI (PE format specification): every section and the certificate table lie
 * inside the file. Only the loaded part of the last section counts, because some linkers omit the padding.
 */
export const pe: Structure = {
  name: 'pe',
  starts: 'M',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 2) === 'MZ' && latin1At(head, u32le(head, 60), 4) === 'PE\0\0',
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const start = yield* reader.take(64, 'the DOS header');
  const at = u32le(start, 60);
  if (at < 64) return UNKNOWN;
  yield* reader.skipTo(at, 'the DOS program');
  const header = yield* reader.take(24, 'the header');
  const optional = yield* reader.take(u16le(header, 20), 'the optional header');
  const magic = u16le(optional, 0);
  if (magic !== NARROW && magic !== WIDE) return UNKNOWN;
  const directories = magic === WIDE ? 112 : 96;
  const certificates = directories + CERTIFICATES * 8;
  let end = 0;
  if (u32le(optional, directories - 4) > CERTIFICATES && optional.length >= certificates + 8)
    end = u32le(optional, certificates) + u32le(optional, certificates + 4);
  for (let left = u16le(header, 6); left > 0; left--) {
    const section = yield* reader.take(40, 'the section table');
    const loaded = u32le(section, 8);
    const stored = u32le(section, 16);
    const from = u32le(section, 20);
    if (from > 0 && stored > 0) end = Math.max(end, from + Math.min(stored, loaded === 0 ? stored : loaded));
  }
  return yield* checkReaches(reader, end, 'a section or the certificate');
}
