/** Appends a value of a repeatable flag to those before it. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
