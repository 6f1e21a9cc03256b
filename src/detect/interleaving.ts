/**
 * Files encrypted intermittently: some bytes encrypted, then some left as they were, in turn, which the statistics of
 * whole blocks do not show. The turns start where the file starts, so its first 64 KiB suffice.
 */
import { kindsIn } from './sharp-edges.ts';

const HEAD = 65_536;
const LEAST = 16_384;
const CELL = 16;
/** Bytes per turn: 16 and 16 (LockFile), 64 and 64, 64 and 128, 64 and 192 (Black Basta). */
const TURNS = [32, 128, 192, 256] as const;
const QUICK_BYTES = 128;
const QUICK_KINDS = 88;
/** Chi-square of random bytes, p = 1e-9 on either side; that of anything else is far outside. */
const RANDOM = { least: 142, most: 415 };
const OTHER = 2000;

/** Returns how a file is encrypted in turns, in bytes: `random` of each `turn`; undefined where it is not. */
export function interleavingOf(
  head: Uint8Array,
): { readonly random: number; readonly turn: number } | undefined {
  if (head.length < LEAST) return undefined;
  for (const turn of TURNS) {
    if (!mayBe(head, turn)) continue;
    const cells = Array.from({ length: turn / CELL }, (_, cell) => chiOf(head, turn, cell * CELL));
    const random = cells.findIndex((chi) => chi > RANDOM.most || chi < RANDOM.least);
    if (random > 0 && cells.slice(random).every((chi) => chi > OTHER)) return { random: random * CELL, turn };
  }
  return undefined;
}

/**
 * Checks a few turns quickly: whether their start has as many different values as random bytes, and their end fewer.
 */
function mayBe(head: Uint8Array, turn: number): boolean {
  const first = new Uint8Array(QUICK_BYTES);
  const last = new Uint8Array(QUICK_BYTES);
  for (let i = 0; i < QUICK_BYTES / CELL; i++) {
    const start = i * turn;
    first.set(head.subarray(start, start + CELL), i * CELL);
    last.set(head.subarray(start + turn - CELL, start + turn), i * CELL);
  }
  return kindsIn(first, 0, QUICK_BYTES) >= QUICK_KINDS && kindsIn(last, 0, QUICK_BYTES) < QUICK_KINDS;
}

/** Returns the chi-square of the 16 bytes at one position of every turn. */
function chiOf(head: Uint8Array, turn: number, place: number): number {
  const counts = new Float64Array(256);
  let total = 0;
  for (let start = place; start + CELL <= Math.min(head.length, HEAD); start += turn) {
    for (let i = start; i < start + CELL; i++) {
      const byte = head[i] ?? 0;
      counts[byte] = (counts[byte] ?? 0) + 1;
    }
    total += CELL;
  }
  return (counts.reduce((sum, n) => sum + n * n, 0) * 256) / total - total;
}
