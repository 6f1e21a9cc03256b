/** Numbers and bytes that depend on a name and a seed alone. */
export function dice(
  name: string,
  seed: number,
): {
  below(limit: number): number;
  bytes(length: number): Buffer;
  some<T>(list: readonly T[], count: number): T[];
};
