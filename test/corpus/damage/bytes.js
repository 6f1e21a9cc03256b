// What is done to the bytes of one file. Every function writes into the copy it is given and returns it, or other bytes.

/** Bytes per KiB. */
export const KIB = 1024;
/** Bytes per MiB. */
export const MIB = 1024 * KIB;

/** Makes `length` bytes at `at` random, as far as the copy goes. */
export function random(copy, roll, at, length) {
  const end = Math.min(copy.length, at + length);
  if (end > at) roll.bytes(end - at).copy(copy, at);
  return copy;
}

/** Makes the first `length` bytes of every `period` random, from a place on, `times` times at most. */
export function every(copy, roll, { from = 0, length, period, times = Infinity }) {
  const noise = roll.bytes(copy.length);
  for (let at = from, n = 0; at < copy.length && n < times; at += Math.max(1, period), n++)
    noise.copy(copy, at, at, Math.min(copy.length, at + length));
  return copy;
}

/** Every `period`th block of a size, the first of them at `from`, is what `fill` gives of it: bytes of the same length. */
export function blocks(copy, { size, from = 0, period }, fill) {
  for (let at = from * size; at < copy.length; at += period * size) {
    const end = Math.min(copy.length, at + size);
    fill(copy.subarray(at, end), at).copy(copy, at);
  }
  return copy;
}

/** Every byte through a table of 256. */
export function translate(copy, table) {
  for (let i = 0; i < copy.length; i++) copy[i] = table(copy[i], i);
  return copy;
}

/** A piece of another file that is as long as asked: the other file again and again where it is shorter. */
export function piece(other, at, length) {
  const from = at % other.length;
  const rest = other.subarray(from, from + length);
  return rest.length === length ? rest : Buffer.concat([rest, Buffer.alloc(length - rest.length, other)]);
}

/** Writes a piece at a block border inside the copy, neither at its start nor at its end; undefined where there is none. */
export function inside(copy, roll, size, made) {
  const places = Math.floor(copy.length / size) - 2;
  if (places < 1) return undefined;
  made.copy(copy, (1 + roll.below(places)) * size);
  return copy;
}

/** The largest multiple of a step that is no more than a size. */
export function down(size, step) {
  return Math.floor(size / step) * step;
}
