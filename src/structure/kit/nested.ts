import type { BytePath } from '../../model/path.ts';
import type { CheckedFile, StructureVerdict } from './structure.ts';

/** What comes out of another container is unpacked up to this many bytes, so that a bomb in a bomb ends. */
const MOST_NESTED = 2 ** 32;

/** Deflate cannot pack better; what grows more keeps a reader busy for hours, and is zeros at best. */
const MOST_GROWTH = 1032;

/** What is packed in a file, looked at like a file of its own while it comes out. */
export type NestedCheck = {
  /** False once more came out than is looked at, or `giveUp` was called: nothing has to be unpacked from there on. */
  isWanted(): boolean;
  /** Bytes as they come out, valid during the call. */
  see(bytes: Uint8Array): void;
  /** Here is something that cannot be unpacked. */
  giveUp(): void;
  /** The verdict on the file: `packing` itself, or what is wrong inside where all of it was seen. */
  judge(packing: StructureVerdict): StructureVerdict;
};

/** Begins to look inside; `path` is that of what is packed. */
export function nestedCheck(subject: CheckedFile, path: BytePath): NestedCheck {
  const inner = subject.nest(path);
  const { size } = subject;
  let left = size === undefined ? MOST_NESTED : Math.max(MOST_NESTED, size * MOST_GROWTH);
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
      const standing = inner.end();
      return standing.is === 'broken' || standing.is === 'cut'
        ? { ...standing, detail: `inside: ${standing.detail}` }
        : packing;
    },
  };
}
