/**
 * What only several paths together can show: a missing and a new path with the same content are one move, a missing
 * file where a directory lies now is retyped, a file that does not hold may hold another path's content. Findings stay
 * in path order: behind the first one that may yet change, all others wait, up to a bound.
 */
import { lstatSync } from 'node:fs';
import type { Kind } from '../model/entry.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Promised } from '../model/manifest.ts';
import { type BytePath, toBytes, toText } from '../model/path.ts';
import { kindOf } from '../walk/walk.ts';
import { formatDigest, nameKind } from './judge.ts';
import type { Judged } from './outcome.ts';

const MOST_WAITING = 100_000;
const PAIRABLE = new Set(['missing', 'unexpected', 'unvouched', 'corrupt', 'changed', 'truncated', 'grown']);
const MISMATCHES = new Set(['corrupt', 'changed', 'truncated', 'grown']);

/** Streams every promise again, for a look at digests other paths were promised. */
export type Promises = () => AsyncIterable<readonly Promised[]>;

/** Holds findings back until they are settled. */
export type Settling = {
  /** Takes findings in path order and gives those that nothing can change any more. */
  add(judged: readonly Judged[]): Finding[];
  /** How many are held back. */
  waiting(): number;
  /** Settles the rest at the end of a run. */
  end(promises: Promises): Promise<Finding[]>;
};

/** Starts settling for one root. */
export function settling(root: BytePath): Settling {
  let waiting: Judged[] = [];
  return {
    add(judged) {
      if (judged.length === 0) return [];
      if (waiting.length === 0) {
        const first = judged.findIndex((each) => PAIRABLE.has(each.finding.code));
        const free = first < 0 ? judged : judged.slice(0, first);
        waiting = first < 0 ? [] : judged.slice(first);
        return free.map((each) => each.finding);
      }
      for (const each of judged) waiting.push(each);
      return waiting.length <= MOST_WAITING ? [] : pairMoves(root, waiting.splice(0, MOST_WAITING / 2));
    },
    waiting: () => waiting.length,
    async end(promises) {
      const explained = await explainReplaced(waiting, promises);
      waiting = [];
      return pairMoves(root, explained);
    },
  };
}

/** Pairs missing and new files one to one by digest, and by size where one was promised, in path order. */
function pairMoves(root: BytePath, judged: readonly Judged[]): Finding[] {
  const fresh = newFiles(judged);
  const moves = new Map<Judged, Judged>();
  const taken = new Set<Judged>();
  for (const each of judged) {
    const to = each.finding.code === 'missing' ? newPlace(each.pair.right, fresh, taken) : undefined;
    if (to === undefined) continue;
    moves.set(each, to);
    taken.add(to);
  }
  const retyped = new Set<BytePath>();
  const settled: Finding[] = [];
  for (const each of judged) {
    const { code, path } = each.finding;
    const to = moves.get(each);
    if (to !== undefined) {
      const place = toText(to.finding.path);
      settled.push(finding('moved', path, { found: place, detail: `now at ${place}` }));
      continue;
    }
    if (taken.has(each) || (retyped.has(path) && code === 'unexpected')) continue;
    const now = code === 'missing' ? kindAt(root, path) : undefined;
    const promised = each.pair.right?.kind;
    if (now !== undefined && promised !== undefined && now !== promised) {
      retyped.add(path);
      settled.push(finding('retyped', path, { wanted: nameKind(promised), found: nameKind(now) }));
    } else settled.push(each.finding);
  }
  return settled;
}

type Places = { readonly all: Judged[]; next: number };

function newFiles(judged: readonly Judged[]): ReadonlyMap<string, Places> {
  const fresh = new Map<string, Places>();
  for (const each of judged) {
    if (each.finding.code !== 'unexpected' && each.finding.code !== 'unvouched') continue;
    for (const digest of each.facts?.digests ?? []) {
      const key = formatDigest(digest) ?? '';
      const places = fresh.get(key) ?? { all: [], next: 0 };
      places.all.push(each);
      fresh.set(key, places);
    }
  }
  return fresh;
}

function newPlace(
  promised: Promised | undefined,
  fresh: ReadonlyMap<string, Places>,
  taken: ReadonlySet<Judged>,
): Judged | undefined {
  for (const digest of promised?.digests ?? []) {
    const places = fresh.get(formatDigest(digest) ?? '');
    if (places === undefined) continue;
    for (let place = places.all[places.next]; place !== undefined; place = places.all[places.next]) {
      places.next += 1;
      if (taken.has(place)) continue;
      if (promised?.size === undefined || promised.size === place.facts?.size) return place;
    }
  }
  return undefined;
}

function kindAt(root: BytePath, path: BytePath): Kind | undefined {
  try {
    return kindOf(lstatSync(toBytes(`${root}/${path}`)));
  } catch {
    return undefined;
  }
}

/** Looks whether what lies at a path that does not hold was promised at another one. */
async function explainReplaced(judged: readonly Judged[], promises: Promises): Promise<readonly Judged[]> {
  const wanted = new Map<string, Judged>();
  for (const each of judged) {
    if (!MISMATCHES.has(each.finding.code) || (each.facts?.size ?? 0) === 0) continue;
    for (const digest of each.facts?.digests ?? []) wanted.set(formatDigest(digest) ?? '', each);
  }
  if (wanted.size === 0) return judged;
  const sources = new Map<Judged, BytePath>();
  for await (const chunk of promises()) {
    for (const promised of chunk) {
      for (const digest of promised.digests) {
        const holder = wanted.get(formatDigest(digest) ?? '');
        if (holder !== undefined && !sources.has(holder)) sources.set(holder, promised.path);
      }
    }
  }
  return judged.map((each) => {
    const source = sources.get(each);
    if (source === undefined) return each;
    const replaced = `holds what was promised at ${toText(source)}`;
    const detail = each.finding.detail === undefined ? replaced : `${each.finding.detail}; ${replaced}`;
    return { ...each, finding: { ...each.finding, detail } };
  });
}
