// Which places are drawn: by the seed and the source alone, so that a run can be repeated.
import { createHash } from 'node:crypto';
import { KINDS } from './places.js';

/** Returns how many of `count` fall to each room: by its number of lines, the largest remainders first. */
export function sharesOf(rooms, count) {
  const all = rooms.reduce((sum, { lines }) => sum + lines, 0) || 1;
  const exact = rooms.map(({ room, lines }) => ({ room, share: (count * lines) / all }));
  const whole = new Map(exact.map(({ room, share }) => [room, Math.floor(share)]));
  const left = count - [...whole.values()].reduce((sum, share) => sum + share, 0);
  const byRemainder = exact.toSorted((a, b) => (b.share % 1) - (a.share % 1)).slice(0, left);
  for (const { room } of byRemainder) whole.set(room, (whole.get(room) ?? 0) + 1);
  return whole;
}

/**
 * Returns the rooms in the order in which their places are tried: each as often as its share, spread evenly, so that a run
 * that is cut short has seen all rooms alike.
 */
export function turnsOf(shares) {
  return [...shares]
    .flatMap(([room, share]) => Array.from({ length: share }, (_, i) => ({ room, at: (i + 0.5) / share })))
    .toSorted((a, b) => a.at - b.at)
    .map(({ room }) => room);
}

/** Returns the places of a room in the order in which they are drawn: round by round, one of every kind that is left. */
export function drawn(places, room, seed) {
  const rank = (...of) =>
    createHash('sha256')
      .update(JSON.stringify([seed, room, ...of]))
      .digest('hex');
  const ranked = places.map((place) => ({
    place,
    rank: rank(place.file, place.kind, place.start, place.before, place.after),
  }));
  const byKind = KINDS.map((kind) => ({
    kind,
    places: ranked
      .filter(({ place }) => place.kind === kind)
      .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
      .map(({ place }) => place),
  }));
  const rounds = Math.max(...byKind.map((each) => each.places.length));
  return Array.from({ length: rounds }, (_, round) =>
    byKind
      .map(({ kind, places: of }) => ({ place: of[round], rank: rank(round, kind) }))
      .filter(({ place }) => place !== undefined)
      .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
      .map(({ place }) => place),
  ).flat();
}
