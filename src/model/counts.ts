/** Formats a count with thousands separators: `1,204`. */
export function formatCount(n: number | bigint): string {
  // Loading the locale takes longer than the rest of `status`.
  const isWhole = typeof n === 'bigint' || Number.isSafeInteger(n);
  return isWhole ? `${n}`.replace(/\B(?=(?:\d{3})+$)/g, ',') : n.toLocaleString('en-US');
}

/** Formats a count with its noun: `1 file`, `1,204 files`. */
export function formatNumber(n: number, noun: string): string {
  return `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;
}
