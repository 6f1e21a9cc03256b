/** Columnar files that end with the magic number with which they begin, after a footer whose length precedes it. */

import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';
import { walkPages } from './parquet-pages.ts';

/**
 * A file of Apache Parquet (parquet-format): `PAR1` at both ends, `PARE` where the footer is encrypted. Pages may have a
 * checksum.
 */
export const parquet = bracketed('parquet', ['parquet'], ['PAR1', 'PARE'], walkPages);

/** A file of Apache Arrow (IPC file format), which is Feather 2. */
export const arrow = bracketed('arrow', [], ['ARROW1']);

/** A file of Feather 1. */
export const feather = bracketed('feather', [], ['FEA1']);

function bracketed(
  name: string,
  extensions: readonly string[],
  magics: readonly string[],
  walk?: (reader: ExactReader, end: number) => Step<StructureVerdict | undefined>,
): Structure {
  const magicOf = (head: Uint8Array): string | undefined =>
    magics.find(
      (magic) => latin1At(head, 0, magic.length) === magic && isBinary(head.subarray(magic.length, 20)),
    );
  return {
    name,
    traits: ['dense'],
    extensions,
    starts: magics.map((magic) => magic.charAt(0)).join(''),
    recognises: (head) => magicOf(head) !== undefined,
    createCheck: ({ head, size = 0 }) =>
      exactProbe(function* (reader) {
        const word = magicOf(head) ?? '';
        yield* reader.take(word.length, 'its mark');
        const end = size - word.length - 4;
        const damage = walk === undefined || end <= word.length ? undefined : yield* walk(reader, end);
        if (damage !== undefined) return damage;
        const tail = yield* reader.readAllBut(word.length + 4, () => {});
        if (latin1At(tail, 4, word.length) !== word)
          return cut(`ends at ${reader.offset}, without "${word}"`);
        const length = u32le(tail, 0);
        if (length > reader.offset - 4 - word.length * 2)
          return broken(
            `the footer at ${reader.offset - tail.length} has ${length} bytes, more than the file`,
          );
        return SOUND;
      }),
  };
}

/** Returns whether bytes contain control bytes: the magic numbers are words, but what follows them is not text. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 9 || byte > 126 || (byte > 13 && byte < 32));
}
