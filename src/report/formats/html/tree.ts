import type { Share, Shares } from '../../../model/content.ts';
import type { DirectoryEvent } from '../../../model/event.ts';

const MOST_NODES = 4000;
const MOST_WAITING = 10_000;

/** The number of files with findings directly in a directory, and those that are gone with the bytes they had. */
export type Marks = { readonly errors: number; readonly warnings: number; readonly gone: Share };

/** A directory with its totals, and `own` totals of what none of its tiles below accounts for. */
export type Tile = {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly own: Share & { readonly judged: Shares } & Marks;
  /** It may contain directories without a tile of their own. */
  readonly isFolded: boolean;
  readonly below: readonly Tile[];
};

/** Collects the directories of a run in bounded memory: the biggest and the worst; the others count for their parent. */
export type Tree = {
  left(event: DirectoryEvent, path: string): void;
  mark(path: string, marks: Marks): void;
  /** Returns the tree of at most `most` directories; undefined if nothing was read. */
  tile(most: number): Tile | undefined;
};

type Node = Share & { readonly path: string; readonly judged: Shares; readonly marks: Marks };

const NONE: Marks = { errors: 0, warnings: 0, gone: { files: 0, bytes: 0 } };

/** Creates an empty tree. Paths have no trailing '/', the root is ''. */
export function createTree(): Tree {
  let nodes = new Map<string, Node>();
  let waiting = new Map<string, Marks>();
  let isPruned = false;

  return {
    left({ files, bytes, judged }, path) {
      nodes.set(path, { path, files, bytes, judged, marks: waiting.get(path) ?? NONE });
      waiting.delete(path);
      if (nodes.size <= MOST_NODES) return;
      const kept = keepMost(nodes, MOST_NODES / 2);
      for (const node of nodes.values())
        if (!kept.has(node.path)) addMarks(waiting, above(node.path), node.marks);
      nodes = kept;
      isPruned = true;
    },
    mark(path, marks) {
      addMarks(waiting, path, marks);
      while (waiting.size > MOST_WAITING) {
        const raised = new Map<string, Marks>();
        for (const [each, marked] of waiting) addMarks(raised, above(each), marked);
        waiting = raised;
      }
    },
    tile(most) {
      return nodes.has('') ? build(keepMost(nodes, most), nodes, { waiting, isPruned }) : undefined;
    },
  };
}

/** Keeps the biggest and the worst nodes, at most `most`, always with the root. */
function keepMost(nodes: ReadonlyMap<string, Node>, most: number): Map<string, Node> {
  const bySize = [...nodes.values()].toSorted((a, b) => b.bytes - a.bytes);
  const byHarm = bySize.filter((node) => harm(node) > 0).toSorted((a, b) => harm(b) - harm(a));
  const root = nodes.get('');
  const kept = new Map<string, Node>(root === undefined ? [] : [['', root]]);
  for (const node of [...byHarm.slice(0, most / 2), ...bySize]) {
    if (kept.size >= most) break;
    kept.set(node.path, node);
  }
  return kept;
}

/** Counts the bad files of a node and everything below it. */
function harm({ judged, marks }: Node): number {
  const { errors, warnings, gone } = marks;
  return (judged.garbage?.files ?? 0) + (judged.suspect?.files ?? 0) + errors + warnings + gone.files;
}

type Growing = { readonly node: Node; readonly below: Growing[]; marks: Marks; isFolded: boolean };

function build(
  kept: ReadonlyMap<string, Node>,
  all: ReadonlyMap<string, Node>,
  { waiting, isPruned }: { readonly waiting: ReadonlyMap<string, Marks>; readonly isPruned: boolean },
): Tile | undefined {
  const growing = new Map<string, Growing>();
  for (const [path, node] of kept) growing.set(path, { node, below: [], marks: NONE, isFolded: isPruned });
  const nearest = (path: string): Growing | undefined => {
    let at = path;
    while (at !== '' && !growing.has(at)) at = above(at);
    return growing.get(at);
  };
  for (const [path, each] of growing) if (path !== '') nearest(above(path))?.below.push(each);
  const marked = [...all.values()].map(({ path, marks }) => [path, marks] as const);
  for (const [path, marks] of [...marked, ...waiting]) {
    const to = nearest(path);
    if (to === undefined) continue;
    to.marks = sum(to.marks, marks);
    if (all.has(path) && !kept.has(path)) to.isFolded = true;
  }
  const root = growing.get('');
  return root === undefined ? undefined : tileOf(root);
}

function tileOf({ node, below, marks, isFolded }: Growing): Tile {
  const { path, files, bytes, judged } = node;
  const inner = below.map(({ node: each }) => each);
  const own = {
    ...less({ files, bytes }, inner),
    judged: Object.fromEntries(
      Object.entries(judged).map(([judgement, share]) => [
        judgement,
        less(
          share,
          inner.flatMap((each) =>
            Object.entries(each.judged).flatMap(([of, part]) => (of === judgement ? [part] : [])),
          ),
        ),
      ]),
    ),
    ...marks,
  };
  return { path, files, bytes, own, isFolded, below: below.map(tileOf) };
}

function less(from: Share, parts: readonly Share[]): Share {
  const rest = { files: from.files, bytes: from.bytes };
  for (const { files, bytes } of parts) {
    rest.files -= files;
    rest.bytes -= bytes;
  }
  return { files: Math.max(0, rest.files), bytes: Math.max(0, rest.bytes) };
}

function addMarks(to: Map<string, Marks>, path: string, marks: Marks): void {
  if (marks.errors + marks.warnings + marks.gone.files > 0) to.set(path, sum(to.get(path) ?? NONE, marks));
}

function sum(a: Marks, b: Marks): Marks {
  return {
    errors: a.errors + b.errors,
    warnings: a.warnings + b.warnings,
    gone: addShares(a.gone, b.gone),
  };
}

/** Adds up the bytes of a tile that are there or gone, with all below it. */
export function wholeBytes(tile: Tile): number {
  return tile.bytes + goneIn(tile).bytes;
}

/** Adds up the files that are gone from a tile and from all below it. */
export function goneIn({ own, below }: Tile): Share {
  return below.map(goneIn).reduce(addShares, own.gone);
}

function addShares(a: Share, b: Share): Share {
  return { files: a.files + b.files, bytes: a.bytes + b.bytes };
}

function above(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
