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

/** Formats seconds: `0.4 s`, `3 min 20 s`, `5 h 2 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
