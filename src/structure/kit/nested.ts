import type { BytePath } from '../../model/path.ts';
import type { CheckedFile, StructureVerdict } from './structure.ts';
import { within } from './verdicts.ts';

/** The most bytes unpacked from a container inside another, so that a nested decompression bomb ends. */
const MAX_NESTED = 2 ** 32;

/** The highest ratio of deflate; anything that grows more keeps a reader busy for hours, and is zeros at best. */
const MAX_GROWTH = 1032;

/** Of a packing that takes long to unpack, larger files are only walked, unless all is asked for. */
const MOST_OF_SLOW = 2 ** 28;

/** Checks packed content like a file of its own while it is unpacked. */
export type NestedCheck = {
  /** Returns false once more came out than is checked, or `giveUp` was called: nothing more needs to be unpacked. */
  isWanted(): boolean;
  /** Receives bytes as they are unpacked, valid during the call. */
  see(bytes: Uint8Array): void;
  /** Reports that some of the content cannot be unpacked. */
  giveUp(): void;
  /** Returns the verdict on the file: `packing` itself, or what is wrong inside where all of it was seen. */
  judge(packing: StructureVerdict): StructureVerdict;
};

/** Creates the check of the content; `path` is its path. */
export function nestedCheck(file: CheckedFile, path: BytePath): NestedCheck {
  const inner = file.nest(path);
  const { size } = file;
  let left = size === undefined ? MAX_NESTED : Math.max(MAX_NESTED, size * MAX_GROWTH);
  let isWanted = true;
  return {
    isWanted: () => isWanted,
    see(bytes) {
      left -= bytes.length;
      isWanted &&= left >= 0;
      if (isWanted) inner.update(bytes);
    },
    giveUp() {
      isWanted = false;
    },
    judge(packing) {
      if (!isWanted || (packing.is !== 'proven' && packing.is !== 'sound')) return packing;
      const verdict = inner.end();
      return verdict.is === 'broken' || verdict.is === 'cut' ? within('inside', verdict) : packing;
    },
  };
}

/** The same for a packing that takes long to unpack: nothing is wanted of a large file, unless the depth is `deep`. */
export function slowNestedCheck(file: CheckedFile, path: BytePath): NestedCheck {
  const check = nestedCheck(file, path);
  if (file.depth !== 'deep' && (file.size ?? 0) > MOST_OF_SLOW) check.giveUp();
  return check;
}
