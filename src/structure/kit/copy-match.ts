/** Shorter copies are faster byte by byte. */
const SHORT = 24;

/** Copies bytes from `distance` before `to`; where source and target overlap, copied bytes are copied again. */
export function copyMatch(output: Buffer, to: number, distance: number, length: number): void {
  if (length >= SHORT && distance >= length) {
    output.copyWithin(to, to - distance, to - distance + length);
    return;
  }
  if (length >= SHORT && distance === 1) {
    output.fill(output[to - 1] ?? 0, to, to + length);
    return;
  }
  const end = to + length;
  for (let i = to; i < end; i++) output[i] = output[i - distance] ?? 0;
}
