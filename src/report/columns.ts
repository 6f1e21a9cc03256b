import { wrap } from './text.ts';

/**
 * Returns rows as indented lines with aligned columns: those named are numbers and end at one place; the last is as long as it is. Where that
 * is wider than `width`, each row is wrapped by itself.
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  numbers: ReadonlySet<number>,
  width?: number,
): string[] {
  const lines = aligned(rows, numbers);
  if (width === undefined || lines.every((line) => line.length <= width)) return lines;
  return rows.flatMap((row) => {
    // A cell is not broken.
    const cells = row.filter((cell) => cell !== '').map((cell) => cell.replaceAll(' ', '\u00a0'));
    const wrapped = wrap(`  ${cells.join('  ')}`, width, '      ');
    return wrapped.map((line) => line.trimEnd().replaceAll('\u00a0', ' '));
  });
}

function aligned(rows: readonly (readonly string[])[], numbers: ReadonlySet<number>): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => {
    const cells = row.map((cell, i) => {
      const width = i === count - 1 ? 0 : (widths[i] ?? 0);
      return numbers.has(i) ? cell.padStart(width) : cell.padEnd(width);
    });
    return `  ${cells.join('  ')}`.trimEnd();
  });
}
