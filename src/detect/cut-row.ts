import type { Content } from '../model/content.ts';

const MIN_ROWS = 16;
const SEPARATORS = [',', ';', '\t', '|'];
const LINE_END = /\r?\n/;

/**
 * Returns what is missing from the last row of a table of text: where it has no line end, and all other rows in the
 * last 64 KiB have more fields, all equally many (RFC 4180, 2). Undefined where the rows differ, or nothing is missing.
 */
export function cutRow({
  size,
  tail,
}: Content): { readonly fields?: number; readonly of: number } | undefined {
  const text = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).toString('latin1');
  if (text.includes('\0')) return undefined;
  const rows = text.split(LINE_END);
  const last = rows.pop() ?? '';
  // The first row read may have begun earlier.
  if (size > tail.length) rows.shift();
  if (last === '' || rows.length < MIN_ROWS) return undefined;
  for (const separator of SEPARATORS) {
    const [wanted = 0, ...others] = rows.map((row) => fieldsOf(row, separator));
    if (wanted < 2 || others.some((fields) => fields !== wanted)) continue;
    const found = fieldsOf(last, separator);
    return found !== undefined && found >= wanted
      ? undefined
      : { ...(found === undefined ? {} : { fields: found }), of: wanted };
  }
  return undefined;
}

/** Returns the number of fields of a row; undefined where a quote is still open at its end. */
function fieldsOf(row: string, separator: string): number | undefined {
  const bare = row.includes('"') ? row.replaceAll(/"(?:[^"]|"")*"/g, '') : row;
  return bare.includes('"') ? undefined : bare.split(separator).length;
}
