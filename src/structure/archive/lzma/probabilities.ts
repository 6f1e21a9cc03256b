/** The number of states of LZMA: what the last symbols were. */
const STATES = 12;
/** The most positions that are told apart. */
const POSITIONS = 16;

/** Where the parts of a length coder lie in it, after its two choices: 16 trees of 8 short and of 8 middle lengths, 256 long ones. */
export const LENGTH = { low: 2, middle: 2 + POSITIONS * 8, high: 2 + 2 * POSITIONS * 8, size: 2 + 512 };

/** The number of probabilities of a literal in each of its contexts. */
export const PER_LITERAL = 0x300;

/** The probability of one half, with which all begin. */
export const HALF = 1024;

/** Where each probability of LZMA lies in one array; those of literals come last. */
export const AT = layOut({
  isMatch: STATES * POSITIONS,
  isRepeat: STATES,
  isOther: STATES,
  isThird: STATES,
  isFourth: STATES,
  isLong: STATES * POSITIONS,
  slot: 4 * 64,
  special: 128,
  align: 16,
  matchLength: LENGTH.size,
  repeatLength: LENGTH.size,
  literal: 0,
});

function layOut<Name extends string>(sizes: Readonly<Record<Name, number>>): Readonly<Record<Name, number>> {
  const places: Record<Name, number> = { ...sizes };
  let next = 0;
  for (const name in sizes) {
    places[name] = next;
    next += sizes[name];
  }
  return places;
}
