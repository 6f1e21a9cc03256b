import type { Place } from './places.js';

/** How many of `count` fall to each room. */
export function sharesOf(
  rooms: readonly { readonly room: string; readonly lines: number }[],
  count: number,
): Map<string, number>;

/** The rooms in the order in which their places are tried. */
export function turnsOf(shares: ReadonlyMap<string, number>): string[];

/** The places of a room in the order in which they are drawn. */
export function drawn<T extends Place & { readonly file: string }>(
  places: readonly T[],
  room: string,
  seed: number,
): T[];
