/**
 * Brotli (RFC 7932): no magic number and no checksum, so it is never recognised by its bytes, only named so; but it can be
 * unpacked, and then it is sound.
 */
import { asWarning } from '../kit/as-warning.ts';
import { follow, type Source, type Step } from '../kit/chunked-reader.ts';
import { createInflater } from '../kit/inflating.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

/** A few bytes can stand for 16 MiB, so this is the most that is unpacked. */
const MOST = 2 ** 34;

/** Brotli. */
export const brotli: Structure = {
  name: 'brotli',
  traits: ['dense'],
  extensions: ['br'],
  recognises: () => false,
  isNamedOnly: true,
  begin: () => follow(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const inflater = createInflater('brotli', MOST);
  const inflated = yield* inflater.inflate(source, () => {});
  inflater.close();
  if (inflated.is === 'broken') {
    const verdict = broken(`brotli: ${inflated.detail}`);
    // Of what fails in its first 16 KiB the name alone says that it is brotli, and .br is Brazil, too.
    return inflated.detail.endsWith(' 0') ? asWarning(verdict) : verdict;
  }
  if (inflated.is === 'cut') return cut(`brotli: ends at ${source.offset} inside compressed data`);
  return inflated.is === 'whole' && (yield* source.peek(1)).length === 0 ? SOUND : UNKNOWN;
}
