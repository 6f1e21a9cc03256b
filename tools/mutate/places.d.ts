/** A place of a text that a mutation changes. */
export type Place = {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
};

/** The kinds of mutations. */
export const KINDS: readonly string[];

/** Every place of a TypeScript text that a mutation can change. */
export function placesIn(text: string): Place[];

/** The text with the change of a place. */
export function mutate(text: string, place: Place): string;
