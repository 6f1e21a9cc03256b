/**
 * Brotli (RFC 7932) has no magic number and no checksum, so it is recognised only by its name, never by its bytes; but
 * a file that unpacks completely is sound.
 */
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { createInflater } from '../kit/inflating.ts';
import { strayBytes } from '../kit/padding.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { asWarning, SOUND, UNKNOWN, verdictsOf } from '../kit/verdicts.ts';

const { broken, cut } = verdictsOf('brotli');

/** A few bytes can expand to 16 MiB, so output is limited to this many bytes. */
const MAX = 2 ** 34;
/** Fewer bytes may be a whole stream by chance. */
const LEAST = 64;

/** Brotli. */
export const brotli: Structure = {
  name: 'brotli',
  traits: ['dense'],
  extensions: ['br'],
  recognises: () => false,
  isNamedOnly: true,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const inflater = createInflater('brotli', MAX);
  const inflated = yield* inflater.inflate(source, () => {});
  inflater.close();
  if (inflated.is === 'broken') {
    const verdict = broken(inflated.detail);
    // Where the first 16 KiB fail, only the name suggests brotli, and .br can also mean Brazil.
    return inflated.at === 0 ? asWarning(verdict) : verdict;
  }
  if (inflated.is === 'cut') return cut(`ends at ${source.offset}, inside compressed data`);
  if (inflated.is !== 'whole') return UNKNOWN;
  if ((yield* source.peek(1)).length === 0) return SOUND;
  return source.offset >= LEAST ? strayBytes('brotli', source.offset) : UNKNOWN;
}
