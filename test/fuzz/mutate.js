// Mutations of bytes that depend on a seed alone: bits, numbers at their borders, pieces moved, doubled, cut out or taken from others.
import { dice } from '../corpus/dice.js';

const BORDERS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
const WORDS = [
  '\0',
  '\n',
  '\r\n',
  '"',
  '\\',
  '../',
  '/',
  '%',
  '\t',
  '{',
  '[[[[[[[[',
  '<',
  '-1',
  '9'.repeat(20),
  'é',
  '\xff\xfe',
  '*',
  '1e999',
];

/** Bytes after one to four mutations; `other` lends pieces. */
export function mutated(bytes, other, seed) {
  const roll = dice('fuzz', seed);
  let copy = Buffer.from(bytes);
  for (let left = 1 + roll.below(4); left > 0; left--) copy = mutateOnce(copy, other, roll);
  return copy;
}

function mutateOnce(bytes, other, roll) {
  const at = roll.below(bytes.length + 1);
  const length = Math.min(1 + roll.below([2, 16, 256, 4096][roll.below(4)]), bytes.length - at);
  const replaced = (piece, until = at) =>
    Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(until)]);
  switch (roll.below(9)) {
    case 0:
      return at < bytes.length ? replaced(Buffer.from([bytes[at] ^ (1 << roll.below(8))]), at + 1) : bytes;
    case 1:
      return numbered(bytes, at, roll);
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return replaced(Buffer.alloc(0), at + length);
    case 4:
      return replaced(roll.bytes(length), at + length);
    case 5:
      return replaced(Buffer.alloc(length), at + length);
    case 6:
      return replaced(bytes.subarray(at, at + length));
    case 7: {
      const from = roll.below(other.length + 1);
      return replaced(other.subarray(from, from + 1 + roll.below(256)));
    }
    default:
      return replaced(Buffer.from(WORDS[roll.below(WORDS.length)], 'latin1'));
  }
}

/** A number of 1, 2, 4 or 8 bytes at its border, or next to it. */
function numbered(bytes, at, roll) {
  const width = [1, 2, 4, 8][roll.below(4)];
  if (at + width > bytes.length) return bytes;
  const copy = Buffer.from(bytes);
  const value = BigInt.asUintN(
    width * 8,
    BigInt(BORDERS[roll.below(BORDERS.length)]) + BigInt(roll.below(3) - 1),
  );
  const isLittle = roll.below(2) === 0;
  for (let i = 0; i < width; i++)
    copy[at + (isLittle ? i : width - 1 - i)] = Number((value >> BigInt(8 * i)) & 0xffn);
  return copy;
}
