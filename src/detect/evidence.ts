import type { Run } from '../model/content.ts';

/** Below this size, in bytes, a fill proves nothing. */
export const LEAST_FILL = 512;

/** The first 16 bytes in hex, as evidence. */
export function firstBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 16)).toString('hex').match(/../g)?.join(' ') ?? '';
}

/** Names stretches of zeros: the first one by its offsets, the others by their number. */
export function zerosFromTo(runs: readonly Run[]): string {
  const [first, ...others] = runs;
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : ` and ${others.length} more stretches`;
  return `zeros from ${first.start} to ${first.end}${more}`;
}
