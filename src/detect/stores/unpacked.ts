import type { Standing } from '../../model/content.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { gzip } from '../structure/gzip.ts';
import type { Subject } from '../structure/structure.ts';
import { broken, SOUND, UNKNOWN } from '../structure/verdicts.ts';

/** As many bytes as gzip is known by. */
const MAGIC = 4;
const PACKED = /\.(?:gz|bz2|lz4|zst|xz|lzma)$/;

/** Whether what is packed under a name can be looked into here: gzip alone. */
export function canUnpack(name: BytePath): boolean {
  return name.endsWith('.gz') || !PACKED.test(name);
}

/**
 * Holds what is in a file, which is packed where its name ends in `.gz`, against `inner`. It is proven where both hold;
 * where the packing alone holds it is sound at most. `UNKNOWN` where the name says a packing that is not read here.
 */
export function unpacked(path: BytePath, size: number | undefined, inner: Probe<Standing>): Probe<Standing> {
  if (!PACKED.test(nameOf(path))) return inner;
  let inside: Standing | undefined;
  const subject: Subject = {
    path,
    size: size ?? 0,
    head: new Uint8Array(),
    depth: 'normal',
    nest: () => ({
      update: (chunk) => inner.update(chunk),
      end: () => (inside = inner.end()),
    }),
  };
  const packing = path.endsWith('.gz') ? gzip.begin?.(subject) : undefined;
  if (packing === undefined) return { update: () => {}, end: () => UNKNOWN };
  let head = Buffer.alloc(0);
  return {
    update(chunk) {
      if (head.length < MAGIC) head = Buffer.concat([head, chunk.subarray(0, MAGIC - head.length)]);
      packing.update(chunk);
    },
    end() {
      const standing = packing.end();
      // The check of a format begins where its first bytes were recognised already.
      if (head.length === MAGIC && !gzip.recognises(head)) return broken('it does not begin as gzip does');
      if (standing.is !== 'proven') return standing.is === 'unknown' ? SOUND : standing;
      return inside?.is === 'proven' ? standing : (inside ?? SOUND);
    },
  };
}
