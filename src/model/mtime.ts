/** FAT keeps modification times to two seconds, so a copy may be off by that much. */
const TOLERANCE_SECONDS = 2;
const DAY = 86_400_000;
const YEAR = 365.2425 * DAY;

/** Returns whether two modification times, in seconds since 1970, are one for a file that may have been copied. */
export function isSameTime(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE_SECONDS;
}

/** Returns a modification time of a manifest, seconds and nanoseconds since 1970, as ISO 8601 in UTC; undefined outside the years 100 to 9999. */
export function isoTime(mtime: string): string | undefined {
  const ms = Math.floor(Number(mtime) * 1000);
  const year = last(1969 + Math.floor(ms / YEAR), (each) => Date.UTC(each, 0) <= ms);
  // A year below 100 is one of the twentieth century for `Date.UTC`.
  if (!(year >= 100 && year <= 9999)) return undefined;
  const month = last(0, (each) => Date.UTC(year, each) <= ms);
  const left = ms - Date.UTC(year, month);
  const date = [digits(4, year), digits(2, month + 1), digits(2, Math.floor(left / DAY) + 1)].join('-');
  const time = [left / 3_600_000, (left / 60_000) % 60, (left / 1000) % 60].map((part, at) =>
    digits(2, Math.floor(at === 0 ? part % 24 : part)),
  );
  return `${date}T${time.join(':')}.${digits(3, left % 1000)}Z`;
}

/** Returns a time of our years, in milliseconds since 1970, as ISO 8601 in UTC. */
export function isoOf(ms: number): string {
  return isoTime(`${(ms + 0.5) / 1000}`) ?? '';
}

/** The last number from one on for which something holds. */
function last(from: number, holds: (number: number) => boolean): number {
  let found = from;
  while (holds(found + 1)) found += 1;
  return found;
}

function digits(count: number, number: number): string {
  return `${number}`.padStart(count, '0');
}
