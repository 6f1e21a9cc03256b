import { isThere, statPath } from '../../disk/stat.ts';
import { reverseBytes } from '../../manifest/checksum/digest.ts';
import type { ChecksumEntry } from '../../manifest/checksum/entries.ts';
import type { Digest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { createInspector } from '../../read/inspect.ts';
import { linkAbove } from '../../walk/walk.ts';

/** An entry of a list and the path it means. */
export type Resolved = { readonly entry: ChecksumEntry; readonly path: BytePath };

/** Which algorithm each entry of a list is of. */
export type GuessedAlgorithms = {
  algorithmOf(entry: ChecksumEntry): string;
  /** The digest in its canonical byte order. */
  canonical(entry: ChecksumEntry, hex: string): string;
  readonly notes: readonly string[];
};

type Choice = { readonly algorithm: string; readonly isReversed: boolean };

const SAMPLES = 3;
const LOOKED_AT = 1000;
const LARGEST_SAMPLE = 64 * 1024 * 1024;

/**
 * Settles what untagged digests are of: a length fits several algorithms, so each candidate is tried on the three
 * smallest files that the list names, and the one that holds for all of them is taken, else the one that holds for most,
 * else the likeliest. xxHash digests are tried in both byte orders.
 */
export async function guessAlgorithms(
  root: BytePath,
  resolved: readonly Resolved[],
  hints: readonly string[],
): Promise<GuessedAlgorithms> {
  const groups = new Map<string, Resolved[]>();
  for (const each of resolved) {
    if (each.entry.algorithms.length < 2) continue;
    const key = each.entry.algorithms.join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  const choices = new Map<string, Choice>();
  const notes: string[] = [];
  for (const [key, group] of groups) {
    const candidates = group[0]?.entry.algorithms ?? [];
    const likeliest = hints.find((hint) => candidates.includes(hint)) ?? candidates[0] ?? '';
    const choice = await choose(root, candidates, group, likeliest);
    choices.set(key, choice);
    if (choice.isReversed) notes.push(`its digests are ${choice.algorithm} in little-endian order`);
    else if (choice.algorithm !== likeliest)
      notes.push(`its digests are ${choice.algorithm}, not ${likeliest}`);
  }
  const choiceOf = ({ algorithms }: ChecksumEntry): Choice =>
    choices.get(algorithms.join()) ?? { algorithm: algorithms[0] ?? '', isReversed: false };
  return {
    algorithmOf: (entry) => choiceOf(entry).algorithm,
    canonical: (entry, hex) => (choiceOf(entry).isReversed ? reverseBytes(hex) : hex),
    notes,
  };
}

async function choose(
  root: BytePath,
  candidates: readonly string[],
  group: readonly Resolved[],
  likeliest: string,
): Promise<Choice> {
  const samples = smallest(root, group);
  const tasks = samples.map(({ path }) => ({ path, wanted: [] }));
  const job = { tasks, digests: candidates, answer: 'all' } as const;
  const inspector = createInspector(root);
  await inspector.prepare(job);
  const alone = tasks.map((task) => ({ ...job, tasks: [task] }));
  const found: (readonly Digest[])[] = [];
  for (const one of alone) found.push((await inspector.run(one, SILENT)).exceptions[0]?.facts.digests ?? []);

  const choices = [likeliest, ...candidates.filter((candidate) => candidate !== likeliest)].flatMap(
    (algorithm): Choice[] => {
      const plain = { algorithm, isReversed: false };
      return algorithm.startsWith('xxh') ? [plain, { algorithm, isReversed: true }] : [plain];
    },
  );
  let best: Choice = { algorithm: likeliest, isReversed: false };
  let most = 0;
  for (const choice of choices) {
    const held = samples.filter(({ entry }, i) => {
      const hex = choice.isReversed ? reverseBytes(entry.hex) : entry.hex;
      return found[i]?.some((digest) => digest.algorithm === choice.algorithm && digest.hex === hex) === true;
    }).length;
    if (held > most) {
      best = choice;
      most = held;
    }
  }
  return best;
}

function smallest(root: BytePath, group: readonly Resolved[]): readonly Resolved[] {
  return group
    .slice(0, LOOKED_AT)
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

const SILENT = { isStopped: () => false, at: () => {}, read: () => {} };
