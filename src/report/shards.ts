/**
 * Puts the journals of the runs over all parts of a tree together: what they read, by path. Says of what is not whole why; nothing of a part that is missing,
 * unfinished, there twice or of another run is passed over.
 */
import type { BeginEvent, EndEvent, ReadEvent, RunEvent } from '../model/event.ts';
import { type BytePath, fromText } from '../model/path.ts';

/** Why journals are not those of all parts of one run: `incomplete` where something is lacking, `foreign` where something is of another run. */
export type MergeProblem =
  | { readonly is: 'no-shard'; readonly root: string; readonly journal: string }
  | {
      readonly is: 'missing' | 'unfinished' | 'doubled';
      readonly root: string;
      readonly shards: readonly number[];
      readonly count: number;
    }
  | { readonly is: 'foreign'; readonly root: string; readonly journal: string; readonly first: string };

/** The parts of one root, put together. */
export type MergedRoot = {
  readonly begin: BeginEvent;
  readonly reads: ReadonlyMap<BytePath, ReadEvent>;
};

type Part = {
  readonly journal: string;
  readonly begin: BeginEvent;
  readonly reads: ReadEvent[];
  end?: EndEvent;
};

/** Takes the events of journals, one journal after the other. */
export type ShardMerge = {
  see(journal: string, event: RunEvent): void;
  /** Returns the roots in the order of their first journal, and what is wrong. */
  end(): { readonly roots: readonly MergedRoot[]; readonly problems: readonly MergeProblem[] };
};

/** Starts to put journals together. */
export function mergeShards(): ShardMerge {
  const parts: Part[] = [];
  let open: Part | undefined;
  return {
    see(journal, event) {
      if (event.type === 'begin') {
        open = { journal, begin: event, reads: [] };
        parts.push(open);
      } else if (event.type === 'read') open?.reads.push(event);
      else if (event.type === 'end') {
        if (open !== undefined) open.end = event;
        open = undefined;
      } else if (event.type === 'fault') open = undefined;
    },
    end() {
      const roots = [...new Set(parts.map(({ begin }) => begin.root))];
      const merged = roots.map((root) => mergeRoot(parts.filter(({ begin }) => begin.root === root)));
      return {
        roots: merged.flatMap((each) => each.root ?? []),
        problems: merged.flatMap(({ problems }) => problems),
      };
    },
  };
}

function mergeRoot(parts: readonly Part[]): { root?: MergedRoot; problems: MergeProblem[] } {
  const [first] = parts;
  if (first === undefined) return { problems: [] };
  const { root, shard } = first.begin;
  const plain = parts.find(({ begin }) => begin.shard === undefined);
  if (plain !== undefined || shard === undefined)
    return { problems: [{ is: 'no-shard', root, journal: (plain ?? first).journal }] };
  const { count, run } = shard;
  const foreign = parts.filter(({ begin }) => begin.shard?.run !== run || begin.shard.count !== count);
  if (foreign.length > 0)
    return {
      problems: foreign.map(({ journal }) => ({ is: 'foreign', root, journal, first: first.journal })),
    };
  const wanted = Array.from({ length: count }, (_, i) => i + 1);
  const whole = parts.filter(isWhole);
  const begun = new Set(parts.map(indexOf));
  const timesWhole = new Map<number | undefined, number>();
  for (const index of whole.map(indexOf)) timesWhole.set(index, (timesWhole.get(index) ?? 0) + 1);
  const problems = (
    [
      ['missing', wanted.filter((index) => !begun.has(index))],
      ['unfinished', wanted.filter((index) => begun.has(index) && !timesWhole.has(index))],
      // One that was killed and done again is there twice, and whole once.
      ['doubled', wanted.filter((index) => (timesWhole.get(index) ?? 0) > 1)],
    ] as const
  ).flatMap(([is, shards]): MergeProblem[] => (shards.length === 0 ? [] : [{ is, root, shards, count }]));
  if (problems.length > 0) return { problems };
  const reads = new Map<BytePath, ReadEvent>();
  for (const part of whole) for (const read of part.reads) reads.set(pathOf(read), read);
  return { root: { begin: first.begin, reads }, problems: [] };
}

/** Whether a run came to its own end: one that could not read something did, and one that was stopped did not. */
const isWhole = ({ end }: Part): boolean => end !== undefined && end.interrupted !== true;

const indexOf = ({ begin }: Part): number | undefined => begin.shard?.index;

const pathOf = ({ path, pathBytes }: ReadEvent): BytePath =>
  pathBytes === undefined ? fromText(path) : Buffer.from(pathBytes, 'base64').toString('latin1');
