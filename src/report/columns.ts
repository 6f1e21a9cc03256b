/** Returns rows as indented lines with aligned columns: those named are numbers and end at one place; the last is as long as it is. */
export function alignColumns(rows: readonly (readonly string[])[], numbers: ReadonlySet<number>): string[] {
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
