/** The values of a flag that may be repeated, in their order. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
