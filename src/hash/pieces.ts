/** Digests of BitTorrent, made of those of the pieces of a file. */
import type { HashEngine, Hasher } from './engine.ts';

/** Which bytes of a file are hashed piece by piece: `count` pieces of `length` bytes from `first` on, the last may be shorter. */
export type PieceRange = { readonly first: number; readonly length: number; readonly count: number };

/** A leaf of the trees of version 2. */
const LEAF = 16_384;
const NO_LEAF: Buffer = Buffer.alloc(32);

/** Makes hashers that hash the digests of pieces, one after the other. */
export function pieceListEngine(inner: HashEngine, { first, length, count }: PieceRange): HashEngine {
  return {
    create() {
      const all = inner.create();
      const pieces = cutting(inner, length, (digest) => all.update(digest));
      let offset = 0;
      return {
        update(chunk) {
          const from = Math.max(0, first - offset);
          const to = first + count * length - offset;
          offset += chunk.length;
          if (to > from) pieces.update(chunk.subarray(from, Math.min(to, chunk.length)));
        },
        end() {
          pieces.end();
          return all.end();
        },
      };
    },
  };
}

/**
 * Makes hashers of the root of a binary tree over blocks of 16 KiB, with leaves of zeros up to the next power of two, or up to
 * `least` leaves.
 */
export function merkleEngine(inner: HashEngine, least = 1): HashEngine {
  const pair = (left: Buffer, right: Buffer): Buffer => {
    const hasher = inner.create();
    hasher.update(left);
    hasher.update(right);
    return Buffer.from(hasher.end(), 'hex');
  };
  return {
    create() {
      // Whole trees so far, the largest first, each of another height.
      const trees: { height: number; root: Buffer }[] = [];
      let leaves = 0;
      const add = (leaf: Buffer): void => {
        leaves += 1;
        let tree = { height: 0, root: leaf };
        for (let last = trees.at(-1); last?.height === tree.height; last = trees.at(-1)) {
          trees.pop();
          tree = { height: tree.height + 1, root: pair(last.root, tree.root) };
        }
        trees.push(tree);
      };
      const blocks = cutting(inner, LEAF, add);
      return {
        update: (chunk) => blocks.update(chunk),
        end() {
          blocks.end();
          let empty: Buffer = NO_LEAF;
          let root: Buffer | undefined;
          for (let height = 0; 2 ** height < Math.max(leaves, least); height++) {
            const isTree = trees.at(-1)?.height === height;
            const tree = isTree ? trees.pop()?.root : undefined;
            if (root !== undefined) root = tree === undefined ? pair(root, empty) : pair(tree, root);
            else if (tree !== undefined) root = pair(tree, empty);
            empty = pair(empty, empty);
          }
          return (root ?? trees.at(-1)?.root ?? NO_LEAF).toString('hex');
        },
      };
    },
  };
}

/** Cuts what it sees into pieces, and hands over the digest of each; the last one at the end, if there is any of it. */
function cutting(
  inner: HashEngine,
  length: number,
  take: (digest: Buffer) => void,
): Pick<Hasher, 'update'> & { end(): void } {
  let piece = inner.create();
  let filled = 0;
  const finish = (): void => {
    take(Buffer.from(piece.end(), 'hex'));
    piece = inner.create();
    filled = 0;
  };
  return {
    update(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const part = chunk.subarray(at, at + length - filled);
        piece.update(part);
        filled += part.length;
        at += part.length;
        if (filled === length) finish();
      }
    },
    end() {
      if (filled > 0) finish();
    },
  };
}
