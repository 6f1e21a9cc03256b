import { Fault } from '../model/fault.ts';
import type { BytePath } from '../model/path.ts';
import { MOST_SHARDS } from '../model/run-scope.ts';

/** One of `count` parts of a tree, counted from 1: which paths are in it depends on nothing but their bytes. */
export type Shard = { readonly index: number; readonly count: number };

/** Parses `2/4`. Throws a Fault (2) for what is no such part. */
export function parseShard(text: string): Shard {
  const [, index, count] = (/^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index > count || count > MOST_SHARDS)
    throw new Fault(
      2,
      `${JSON.stringify(text)} is no shard`,
      `write the number of this one and of all, such as 2/4; at most ${MOST_SHARDS}`,
    );
  return { index, count };
}

/** Returns whether a path is in a shard; paths are spread evenly, and stay where they are as others come and go. */
export function isInShard(path: BytePath, { index, count }: Shard): boolean {
  return hashOf(path) % count === index - 1;
}

/** FNV-1a of 32 bits, and then the last steps of MurmurHash3, which spread what differs in a few bits over all of them. */
function hashOf(path: BytePath): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
