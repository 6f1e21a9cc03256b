const DATE = /(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=(?:\d{6})?(?!\d))/g;
const TIME = /^[T_. -]{0,3}([01]\d|2[0-3])[:_.h-]?([0-5]\d)(?:[:_.m-]?([0-5]\d))?(?!\d)/;
const DAY_MS = 86_400_000;

/**
 * The date that a name carries, in milliseconds since 1970 as if in UTC: `2026-11-21`, `20261121`, `2026_11_21`, with a
 * time behind it where there is one (`T020000Z`, `_02-00`). The last one counts; `undefined` where there is none.
 */
export function dateInName(name: string): number | undefined {
  let found: number | undefined;
  for (const match of name.matchAll(DATE)) {
    const [all, year, , month, day] = match;
    const start = Date.UTC(Number(year), Number(month) - 1, 1);
    const next = Date.UTC(Number(year), Number(month), 1);
    const date = start + (Number(day) - 1) * DAY_MS;
    if (date < next) found = date + timeAfter(name.slice(match.index + all.length));
  }
  return found;
}

/** The time of day that a text begins with, in milliseconds; 0 where it does not. */
function timeAfter(text: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] = TIME.exec(text) ?? [];
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
