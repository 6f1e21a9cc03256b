/** Columnar files that are closed by the magic number they begin with, after a footer whose length stands before it. */

import { onTape } from '../kit/exact-reader.ts';
import { u32le, wordAt } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

/** A file of Apache Parquet (parquet-format): `PAR1` at both ends, `PARE` where the footer is encrypted. */
export const parquet = bracketed('parquet', ['parquet'], ['PAR1', 'PARE']);

/** A file of Apache Arrow (IPC file format), which is Feather 2. */
export const arrow = bracketed('arrow', [], ['ARROW1']);

/** A file of Feather 1. */
export const feather = bracketed('feather', [], ['FEA1']);

function bracketed(name: string, extensions: readonly string[], magics: readonly string[]): Structure {
  const magicOf = (head: Uint8Array): string | undefined =>
    magics.find(
      (magic) => wordAt(head, 0, magic.length) === magic && isBinary(head.subarray(magic.length, 20)),
    );
  return {
    name,
    traits: ['dense'],
    extensions,
    starts: magics.map((magic) => magic.charAt(0)).join(''),
    recognises: (head) => magicOf(head) !== undefined,
    begin: ({ head }) =>
      onTape(function* (tape) {
        const word = magicOf(head) ?? '';
        const tail = yield* tape.restBut(word.length + 4, () => {});
        if (wordAt(tail, 4, word.length) !== word)
          return cut(`ends at byte ${tape.offset} without "${word}"`);
        const length = u32le(tail, 0);
        if (length > tape.offset - 4 - word.length * 2)
          return broken(`a footer of ${length} bytes at ${tape.offset - tail.length}, longer than the file`);
        return SOUND;
      }),
  };
}

/** The magic numbers are words, but what follows them is not. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 9 || byte > 126 || (byte > 13 && byte < 32));
}
