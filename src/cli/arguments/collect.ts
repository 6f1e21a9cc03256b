import type { Option } from 'commander';

/** Parses one value of a flag that may be repeated, and appends it to those before it. */
export type Collector<T> = {
  (value: string, before?: readonly T[]): T[];
  readonly isRepeatable: true;
};

/** Marks the parser of a flag that may be repeated. */
export function repeatable<T>(parse: (value: string, before?: readonly T[]) => T[]): Collector<T> {
  return Object.assign((value: string, before?: readonly T[]) => parse(value, before), {
    isRepeatable: true,
  } as const);
}

/** Returns true for a flag that may be repeated. */
export function isRepeatable({ parseArg }: Option): boolean {
  return parseArg !== undefined && Object.hasOwn(parseArg, 'isRepeatable');
}

/** The values of a flag that may be repeated, in their order. */
export const collect = repeatable((value: string, before: readonly string[] = []) => [...before, value]);
