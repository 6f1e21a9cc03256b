/** A run over a part of a tree: what of it is seen, and what becomes of listed paths that nobody came to. */
import type { Passable } from '../disk/below.ts';
import { isThere, statPath } from '../disk/stat.ts';
import type { FileEntry } from '../model/entry.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type BytePath, directoryOf } from '../model/path.ts';
import type { PathList, Watch } from '../walk/path-list.ts';
import type { Selection } from '../walk/selection.ts';
import { linkAbove } from '../walk/walk.ts';
import { judge } from './judge/judge.ts';

const CHUNK = 256;

/** What a walk leaves out that is to come to nothing but the slice. */
export function leavingOutUnlisted(
  leaveOut: Selection | undefined,
  slice: PathList | undefined,
): Selection | undefined {
  if (slice === undefined) return leaveOut;
  return (path, isDirectory) =>
    leaveOut?.(path, isDirectory) === true || !(slice.has(path) || slice.leadsTo(path));
}

/** What of a stream lies in the slice, and what could not be looked at on the way there. */
export async function* onlyListed<
  T extends { readonly path: BytePath; readonly trouble?: FileEntry['trouble'] },
>(
  chunks: AsyncIterable<readonly T[]>,
  slice: PathList,
  watch?: Watch,
): AsyncGenerator<readonly T[], void, undefined> {
  for await (const chunk of chunks) {
    const inside = chunk.filter(({ path, trouble }) => slice.has(path) || trouble !== undefined);
    if (watch !== undefined) for (const { path } of inside) watch.see(path);
    if (inside.length > 0) yield inside;
  }
}

/** Reports the listed paths that are neither in the manifest nor were reached, and why: no named path is passed over. */
export function* neverReached(
  root: BytePath,
  watch: Watch,
  passable?: Passable,
): Generator<Finding[], void, undefined> {
  let chunk: Finding[] = [];
  let directory: BytePath | undefined;
  let link: BytePath | undefined;
  for (const path of watch.unseen()) {
    if (directory !== directoryOf(path)) {
      directory = directoryOf(path);
      link = linkAbove(root, path, passable);
    }
    chunk.push(
      ...(link === undefined
        ? whyUnseen(root, path)
        : [finding('missing', path, { evidence: [{ is: 'link-above', link, isListed: true }] })]),
    );
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}

function whyUnseen(root: BytePath, path: BytePath): Finding[] {
  const stat = statPath(`${root}/${path}`);
  if (stat === undefined) return [finding('missing', path, { evidence: [{ is: 'listed', why: 'absent' }] })];
  if (!isThere(stat)) {
    const entry = { path, kind: 'file', trouble: stat } as const;
    return judge({ entry, expected: undefined, facts: undefined, scope: 'none' });
  }
  return [finding('unvouched', path, { evidence: [{ is: 'listed', why: 'left-out' }] })];
}
