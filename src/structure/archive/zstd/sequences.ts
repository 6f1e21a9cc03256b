/** The sequences of a block (RFC 8878, 3.1.1.3.2): a number of literals, then a match by length and distance. */
import { BackwardBits, ZstdFault } from './bits.ts';
import { createFse, type FseTable, oneSymbol, readFse } from './fse.ts';

/** The tables of literal lengths, offsets and match lengths, where a block had them. */
export type SequenceTables = {
  readonly literals?: FseTable;
  readonly offsets?: FseTable;
  readonly matches?: FseTable;
};

/** The sequences of a block: their number, their tables, and their bits. */
export type Sequences = {
  readonly count: number;
  readonly tables: Required<SequenceTables>;
  readonly bits: BackwardBits;
};

type Kind = { readonly log: number; readonly symbols: number; readonly usual: FseTable };

const LITERALS: Kind = {
  log: 9,
  symbols: 36,
  usual: createFse(
    [
      4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1,
      -1, -1,
    ],
    6,
  ),
};
const OFFSETS: Kind = {
  log: 8,
  symbols: 32,
  usual: createFse(
    [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
    5,
  ),
};
const MATCHES: Kind = {
  log: 9,
  symbols: 53,
  usual: createFse(
    [
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ],
    6,
  ),
};

/** Reads the section from `at` to the end of its block; undefined where there are no sequences. */
export function readSequences(
  block: Uint8Array,
  at: number,
  end: number,
  before: SequenceTables,
): Sequences | undefined {
  const [first = 0, second = 0, third = 0] = block.subarray(at, at + 3);
  if (at >= end) throw new ZstdFault('it has no sequences section');
  if (first === 0) {
    if (at + 1 !== end) throw new ZstdFault('bytes follow although there are no sequences');
    return undefined;
  }
  const [count, length] =
    first < 128
      ? [first, 1]
      : first < 255
        ? [((first - 128) << 8) + second, 2]
        : [second + (third << 8) + 0x7f00, 3];
  const modes = block[at + length] ?? 0;
  if (at + length >= end || modes & 3) throw new ZstdFault('reserved bits are set in its sequences');
  let next = at + length + 1;
  const tableOf = (mode: number, { log, symbols, usual }: Kind, known: FseTable | undefined): FseTable => {
    if (mode === 0) return usual;
    if (mode === 1) {
      const symbol = block[next++] ?? 0;
      if (next > end || symbol >= symbols) throw new ZstdFault('a symbol is not valid');
      return oneSymbol(symbol);
    }
    if (mode === 3) {
      if (known === undefined) throw new ZstdFault('it repeats a table, but there was none');
      return known;
    }
    const read = readFse(block, next, end, { log, symbols });
    ({ next } = read);
    return read.table;
  };
  const tables = {
    literals: tableOf(modes >> 6, LITERALS, before.literals),
    offsets: tableOf((modes >> 4) & 3, OFFSETS, before.offsets),
    matches: tableOf((modes >> 2) & 3, MATCHES, before.matches),
  };
  return { count, tables, bits: new BackwardBits(block, next, end) };
}
