/** Returns the flags of a table, which has them by the names that commander gives them, that were given. */
export function givenFlags(
  flags: ReadonlyMap<string, unknown>,
  table: Readonly<Record<string, string>>,
): string[] {
  return Object.keys(table)
    .filter((name) => isGiven(flags, name))
    .map((name) => table[name] ?? name);
}

/** Returns whether a flag was given, by its name. */
export function isGiven(flags: ReadonlyMap<string, unknown>, name: string): boolean {
  const value = flags.get(name);
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}
