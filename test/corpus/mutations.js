// What happens to files: seeded pure functions of bytes, file name and seed.
import { dice } from './dice.js';

const KIB = 1024;

/**
 * Every mutation by its name. `change` gets a copy it may write into, dice, and what else there is: `sibling`, bytes of
 * another file of the type, and `stranger`, bytes of a file of another type; it gives the new bytes, or undefined where it
 * does not apply. `rename` gives the new name. `goal` groups the mutations of one threshold.
 */
export const MUTATIONS = {
  'all zero': { goal: 'whole', change: (copy) => copy.fill(0) },
  'all FF': { goal: 'whole', change: (copy) => copy.fill(0xff) },
  '16-byte pattern': { goal: 'whole', change: (copy, roll) => copy.fill(roll.bytes(16)) },
  'all random': { goal: 'whole', change: (copy, roll) => roll.bytes(copy.length) },
  'all random, renamed': {
    goal: 'whole',
    change: (copy, roll) => roll.bytes(copy.length),
    rename: (name) => `${name}.locked`,
  },
  'head 4 KiB random': { goal: 'head', change: (copy, roll) => over(copy, 0, roll.bytes(4 * KIB)) },
  'head 4 KiB zero': { goal: 'head', change: (copy) => over(copy, 0, Buffer.alloc(4 * KIB)) },
  '4 of each 64 KiB': { goal: 'every', change: (copy, roll) => every(copy, roll, 0, 4 * KIB, 64 * KIB) },
  '4 of each 64 KiB, head kept': { change: (copy, roll) => every(copy, roll, 64 * KIB, 4 * KIB, 64 * KIB) },
  '64 B on, 192 off': { change: (copy, roll) => every(copy, roll, 0, 64, 256) },
  '16 B on, 16 off': { change: (copy, roll) => every(copy, roll, 0, 16, 32) },
  'a fifth of each fifth': {
    change: (copy, roll) =>
      copy.length < 25
        ? undefined
        : every(copy, roll, 0, Math.floor(copy.length / 25), Math.floor(copy.length / 5)),
  },
  '512-byte hole': { change: (copy, roll) => inside(copy, roll, Buffer.alloc(512)) },
  '4-KiB hole': { change: (copy, roll) => inside(copy, roll, Buffer.alloc(4 * KIB)) },
  '64-KiB hole': { change: (copy, roll) => inside(copy, roll, Buffer.alloc(64 * KIB)) },
  'last 25 % zero': {
    change: (copy) => (copy.length < 16 * KIB ? undefined : copy.fill(0, down(copy.length * 0.75, 4 * KIB))),
  },
  'cut to 60 %': { change: (copy) => copy.subarray(0, Math.floor(copy.length * 0.6)) },
  'cut by 4 KiB': {
    change: (copy) => (copy.length <= 8 * KIB ? undefined : copy.subarray(0, copy.length - 4 * KIB)),
  },
  'cut at a line end': { change: cutAtLineEnd },
  'one 4-KiB block random': { change: (copy, roll) => inside(copy, roll, roll.bytes(4 * KIB)) },
  '64 KiB of another file': {
    change: (copy, roll, { sibling }) => inside(copy, roll, blockOf(sibling, 64 * KIB)),
  },
  '64-KiB block repeated': {
    change: (copy) => (copy.length < 256 * KIB ? undefined : copy.fill(copy.subarray(0, 64 * KIB))),
  },
  'one bit turned': { change: turnBit },
  'content of another type': { change: (_, __, { stranger }) => stranger },
  'no bytes': { change: () => Buffer.alloc(0) },
  'BAD-SECTOR fill': {
    change: (copy, roll) => inside(copy, roll, Buffer.alloc(4 * KIB, 'BAD-SECTOR ')),
  },
  'two of these': { change: twoOfThese },
};

const SIMPLE = [
  'head 4 KiB zero',
  '512-byte hole',
  '4-KiB hole',
  'cut to 60 %',
  'one 4-KiB block random',
  'one bit turned',
];

/**
 * The mutation of a file's bytes: new bytes and the new name, or undefined where it does not apply or changes nothing. The
 * bytes given are left as they are; same name and seed, same result.
 */
export function mutated(mutation, bytes, name, seed, others = {}) {
  const { change, rename } = MUTATIONS[mutation];
  const roll = dice(`${mutation}/${name}`, seed);
  const result = change(Buffer.from(bytes), roll, others);
  if (result === undefined || result.equals(bytes)) return undefined;
  return { bytes: result, name: rename?.(name) ?? name };
}

/** Writes a piece over the copy, as far as the copy goes; a copy that is no longer than the piece is another case. */
function over(copy, at, piece) {
  if (copy.length <= piece.length) return undefined;
  piece.copy(copy, at);
  return copy;
}

/** Makes `length` bytes random at the start of every `period`. */
function every(copy, roll, from, length, period) {
  if (copy.length < from + length) return undefined;
  const random = roll.bytes(Math.ceil((copy.length - from) / period) * length);
  for (let at = from, used = 0; at < copy.length; at += period, used += length)
    random.copy(copy, at, used, used + length);
  return copy;
}

/** Writes a piece at a multiple of its length, neither at the start nor at the end of the copy. */
function inside(copy, roll, piece) {
  const places = piece === undefined ? 0 : Math.floor(copy.length / piece.length) - 2;
  if (places < 1) return undefined;
  piece.copy(copy, (1 + roll.below(places)) * piece.length);
  return copy;
}

function blockOf(bytes, length) {
  const blocks = Math.floor((bytes?.length ?? 0) / length);
  if (blocks === 0) return undefined;
  const at = Math.floor(blocks / 2) * length;
  return bytes.subarray(at, at + length);
}

/** Only of text: a file with a zero byte in its first 4 KiB has no lines. */
function cutAtLineEnd(copy) {
  if (copy.subarray(0, 4 * KIB).includes(0)) return undefined;
  const end = copy.lastIndexOf(10, Math.floor(copy.length * 0.7));
  return end < 0 ? undefined : copy.subarray(0, end + 1);
}

function turnBit(copy, roll) {
  if (copy.length === 0) return undefined;
  const at = roll.below(copy.length);
  copy[at] ^= 1 << roll.below(8);
  return copy;
}

function twoOfThese(copy, roll, others) {
  const [first, second] = roll.some(SIMPLE, 2);
  const once = MUTATIONS[first].change(copy, roll, others);
  return once === undefined ? undefined : MUTATIONS[second].change(Buffer.from(once), roll, others);
}

function down(size, step) {
  return Math.floor(size / step) * step;
}
