/** The codes of bzip2: at most 258 symbols in at most 20 bits. */

/** The longest code. */
export const LONGEST = 20;
/** Codes of at most so many bits are found in one step. */
export const FAST = 10;

const MOST_SYMBOLS = 258;

/** A table of codes. */
export type Codes = {
  /** For the next `FAST` bits: the symbol and, in the lowest 5 bits, the length of its code; 0 where the code is longer. */
  readonly fast: Uint16Array;
  /** For each length, the first `LONGEST` bits that are after all its codes. */
  readonly limit: Int32Array;
  /** For each length, what is subtracted from a code to have its place in `symbols`. */
  readonly offset: Int32Array;
  readonly symbols: Uint16Array;
};

/** Makes the memory of a table. */
export function emptyCodes(): Codes {
  return {
    fast: new Uint16Array(1 << FAST),
    limit: new Int32Array(LONGEST + 2),
    offset: new Int32Array(LONGEST + 2),
    symbols: new Uint16Array(MOST_SYMBOLS),
  };
}

/** Fills a table by the lengths of the codes of `count` symbols; shorter codes come first, and of equal ones the lower symbol. */
export function fillCodes({ fast, limit, offset, symbols }: Codes, lengths: Uint8Array, count: number): void {
  fast.fill(0);
  let place = 0;
  let code = 0;
  for (let length = 1; length <= LONGEST; length++) {
    offset[length] = code - place;
    for (let symbol = 0; symbol < count; symbol++) {
      if (lengths[symbol] !== length) continue;
      symbols[place++] = symbol;
      if (length <= FAST)
        fast.fill((symbol << 5) | length, code << (FAST - length), (code + 1) << (FAST - length));
      code++;
    }
    limit[length] = code << (LONGEST - length);
    code <<= 1;
  }
}
