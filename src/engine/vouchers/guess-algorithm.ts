import { isThere, statPath } from '../../disk/stat.ts';
import { reverseBytes } from '../../manifest/checksum/digest.ts';
import type { ChecksumEntry } from '../../manifest/checksum/entries.ts';
import { type Digest, hasDigest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { linkAbove } from '../../walk/walk.ts';
import { digestsOf } from './file-digests.ts';

/** An entry of a list and the path it means. */
export type Resolved = { readonly entry: ChecksumEntry; readonly path: BytePath };

/** Which algorithm each entry of a list is of. */
export type GuessedAlgorithms = {
  algorithmOf(entry: Pick<ChecksumEntry, 'algorithms'>): string;
  /** The digest in its canonical byte order. */
  canonical(entry: ChecksumEntry, hex: string): string;
  readonly notes: readonly string[];
};

/** Guesses the algorithms of one list after the other; what the first ones of a kind show counts for the others. */
export type Guesser = (resolved: Iterable<Resolved>, hints: readonly string[]) => Promise<GuessedAlgorithms>;

/** How often the algorithm in the name of a list held, by the candidates and the algorithm. */
type Confirmed = Map<string, number>;

type Choice = { readonly algorithm: string; readonly isReversed: boolean };

/** A choice, and the algorithm that the name or the length alone would give. */
type GuessedChoice = Choice & { readonly likeliest: string };

const SAMPLES = 3;
/** After so many sidecars of one kind have held, the names of the others are trusted, and their files are read once. */
const ENOUGH = 3;
const LOOKED_AT = 1000;
const LARGEST_SAMPLE = 64 * 1024 * 1024;

/** Creates the guesser for the lists of one root. */
export function createGuesser(root: BytePath): Guesser {
  const confirmed: Confirmed = new Map();
  return (resolved, hints) => guessAlgorithms(root, resolved, hints, confirmed);
}

/**
 * Settles what untagged digests are of: a length fits several algorithms, so each candidate is tried on the three
 * smallest files that the list names, and the one that holds for all of them is taken, else the one that holds for most,
 * else the likeliest. xxHash digests are tried in both byte orders.
 */
export async function guessAlgorithms(
  root: BytePath,
  resolved: Iterable<Resolved>,
  hints: readonly string[],
  confirmed: Confirmed = new Map(),
): Promise<GuessedAlgorithms> {
  const choices = new Map<string, Choice>();
  const known = new Map<readonly string[], Choice>();
  const notes: string[] = [];
  for (const [key, group] of groupByCandidates(resolved)) {
    const choice = await chooseFor(root, group, hints, confirmed);
    choices.set(key, choice);
    notes.push(...noteOf(choice));
  }
  const choiceOf = ({ algorithms }: Pick<ChecksumEntry, 'algorithms'>): Choice => {
    const choice = known.get(algorithms) ??
      choices.get(algorithms.join()) ?? { algorithm: algorithms[0] ?? '', isReversed: false };
    known.set(algorithms, choice);
    return choice;
  };
  return {
    algorithmOf: (entry) => choiceOf(entry).algorithm,
    canonical: (entry, hex) => (choiceOf(entry).isReversed ? reverseBytes(hex) : hex),
    notes,
  };
}

/** Entries that several algorithms fit, by their candidates: as many as are looked at. */
type Group = {
  readonly candidates: readonly string[];
  readonly entries: Resolved[];
};

function groupByCandidates(resolved: Iterable<Resolved>): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  const byCandidates = new Map<readonly string[], Group>();
  for (const each of resolved) {
    const { algorithms: candidates } = each.entry;
    if (candidates.length < 2) continue;
    const known = byCandidates.get(candidates) ?? groups.get(candidates.join());
    const group = known ?? { candidates, entries: [] };
    if (known === undefined) groups.set(candidates.join(), group);
    byCandidates.set(candidates, group);
    if (group.entries.length < LOOKED_AT) group.entries.push(each);
  }
  return groups;
}

/** Returns the choice for a group, without a read where enough sidecars of its kind have held, and counts what held. */
async function chooseFor(
  root: BytePath,
  { candidates, entries }: Group,
  hints: readonly string[],
  confirmed: Confirmed,
): Promise<GuessedChoice> {
  const hinted = hints.find((hint) => candidates.includes(hint));
  const likeliest = hinted ?? candidates[0] ?? '';
  const kind = `${candidates.join()} ${likeliest}`;
  const times = confirmed.get(kind) ?? 0;
  const isSidecar = entries.length === 1 && hinted !== undefined;
  if (isSidecar && times >= ENOUGH) return { algorithm: likeliest, isReversed: false, likeliest };
  const { isHeld, ...choice } = await choose(root, candidates, entries, likeliest);
  if (isHeld) confirmed.set(kind, times + 1);
  return { ...choice, likeliest };
}

function noteOf({ algorithm, isReversed, likeliest }: GuessedChoice): string[] {
  if (isReversed) return [`its digests are ${algorithm} in little-endian order`];
  return algorithm === likeliest ? [] : [`its digests are ${algorithm}, not ${likeliest}`];
}

/** Returns the choice for a group; `isHeld` where the likeliest, which is tried alone first, holds for all samples. */
async function choose(
  root: BytePath,
  candidates: readonly string[],
  group: readonly Resolved[],
  likeliest: string,
): Promise<Choice & { readonly isHeld: boolean }> {
  const samples = smallest(root, group);
  const paths = samples.map(({ path }) => path);
  const plain = { algorithm: likeliest, isReversed: false };
  const alone = await digestsOf(root, paths, [likeliest]);
  if (samples.length > 0 && held(samples, alone, plain) === samples.length) return { ...plain, isHeld: true };
  const others = candidates.filter((candidate) => candidate !== likeliest);
  const found = await digestsOf(root, paths, others);
  const all = samples.map((_, i) => [...(alone[i] ?? []), ...(found[i] ?? [])]);
  let best: Choice = plain;
  let most = 0;
  for (const algorithm of [likeliest, ...others]) {
    for (const isReversed of algorithm.startsWith('xxh') ? [false, true] : [false]) {
      const count = held(samples, all, { algorithm, isReversed });
      if (count <= most) continue;
      best = { algorithm, isReversed };
      most = count;
    }
  }
  return { ...best, isHeld: false };
}

/** Returns for how many samples a choice holds. */
function held(
  samples: readonly Resolved[],
  found: readonly (readonly Digest[])[],
  { algorithm, isReversed }: Choice,
): number {
  return samples.filter(({ entry }, i) => {
    const hex = isReversed ? reverseBytes(entry.hex) : entry.hex;
    return hasDigest(found[i] ?? [], { algorithm, hex });
  }).length;
}

function smallest(root: BytePath, group: readonly Resolved[]): readonly Resolved[] {
  return group
    .flatMap((each) => {
      const size = sizeAt(root, each.path);
      return size === undefined || size > LARGEST_SAMPLE ? [] : [{ each, size }];
    })
    .toSorted((a, b) => a.size - b.size)
    .filter(({ each }) => linkAbove(root, each.path) === undefined)
    .slice(0, SAMPLES)
    .map(({ each }) => each);
}

/** The size of a file; nothing where there is none, or no name can be so long. */
function sizeAt(root: BytePath, path: BytePath): number | undefined {
  const stat = statPath(`${root}/${path}`);
  return isThere(stat) && stat.kind === 'file' ? stat.size : undefined;
}
