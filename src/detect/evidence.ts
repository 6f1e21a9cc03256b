import type { Run } from '../model/content.ts';

/** Below this size, in bytes, a fill proves nothing. */
export const LEAST_FILL = 512;

/** The first 16 bytes as evidence: in hex, and as text where they are. */
export function firstBytes(bytes: Uint8Array): string {
  const first = Buffer.from(bytes.subarray(0, 16));
  const hex = first.toString('hex').match(/../g)?.join(' ') ?? '';
  const isText = first.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? `${hex} (${JSON.stringify(first.toString('latin1'))})` : hex;
}

/** Names stretches of zeros: the first one by its offsets, the others by their number. */
export function zerosFromTo(runs: readonly Run[]): string {
  const [first, ...others] = runs;
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : ` and ${others.length} more stretches`;
  return `zeros from ${first.start} to ${first.end}${more}`;
}
