import { seededBytes } from './bytes.ts';

/** What is done to a stretch of a copy of the bytes; `seed` and `dice` (0 or more) choose. */
type Mutation = (copy: Buffer, from: number, length: number, seed: number, dice: number) => Buffer;

/** What can happen to a file. The result may equal the original. */
const MUTATIONS: readonly Mutation[] = [
  (copy, from, length) => copy.fill(0, from, from + length),
  (copy, from, length, seed) => {
    copy.set(seededBytes(seed + 2, length), from);
    return copy;
  },
  (copy, from, _, __, dice) => {
    if (copy.length > 0) copy[from] = (copy[from] ?? 0) ^ (1 << (dice % 8));
    return copy;
  },
  (copy, from) => copy.subarray(0, from),
  (copy, from, length, seed) =>
    Buffer.concat([copy.subarray(0, from), seededBytes(seed + 3, length), copy.subarray(from)]),
  (copy, from, length) => Buffer.concat([copy.subarray(0, from), copy.subarray(from + length)]),
  (copy, from, length, _, dice) => {
    const other = dice % (copy.length - length + 1);
    const piece = Buffer.from(copy.subarray(other, other + length));
    copy.copy(copy, other, from, from + length);
    copy.set(piece, from);
    return copy;
  },
];

const LENGTHS = [4, 64, 4096, 70_000];

/** One seeded mutation of a copy: a stretch zero, random, gone, doubled or moved, a bit turned, or the end cut off. */
export function mutate(bytes: Uint8Array, seed: number): Buffer {
  const dice = seededBytes(seed + 1, 64);
  const roll = (at: number, below: number): number =>
    below <= 0 ? 0 : dice.readUInt32LE(at * 4 + 16) % below;
  const from = roll(0, bytes.length);
  const length = Math.min(1 + roll(1, LENGTHS[roll(2, LENGTHS.length)] ?? 1), bytes.length - from);
  const copy = Buffer.from(bytes);
  return MUTATIONS[roll(3, MUTATIONS.length)]?.(copy, from, length, seed, roll(4, 2 ** 31)) ?? copy;
}
