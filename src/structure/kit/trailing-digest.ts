import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { hashOf } from './named-by-digest.ts';
import { broken, PROVEN, UNKNOWN } from './verdicts.ts';

/** As many bytes at the end of a file as its last line may have. */
export const TRAILER = 512;

const LAST_LINE = /([0-9a-f]{32}) [ *][^\n\0/]+\n?$/;

/**
 * Finds the line of `md5sum` that is appended to a tar archive, as in the firmware images `x.tar.md5`: the digest, and
 * where the line begins. Undefined where the last bytes do not end in such a line after the zeros of an archive.
 */
export function findTrailingDigest(
  tail: Uint8Array,
): { readonly at: number; readonly hex: string } | undefined {
  const text = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).toString('latin1');
  const found = LAST_LINE.exec(text);
  if (found === null || text.charAt(found.index - 1) !== '\0') return undefined;
  return { at: found.index, hex: found[1] ?? '' };
}

/** Returns a probe that proves a `.md5` file by the line at its end; undefined for any other name. */
export function trailingDigestProbe(path: BytePath): Probe<StructureVerdict> | undefined {
  if (!/\.md5$/i.test(path)) return undefined;
  const hash = hashOf('md5');
  let held = Buffer.alloc(0);
  return {
    update(chunk) {
      const all = Buffer.concat([held, chunk]);
      const end = Math.max(0, all.length - TRAILER);
      hash?.update(all.subarray(0, end));
      held = Buffer.from(all.subarray(end));
    },
    end() {
      const last = findTrailingDigest(held);
      if (last === undefined || hash === undefined) return UNKNOWN;
      const found = hash.update(held.subarray(0, last.at)).digest('hex');
      return found === last.hex ? PROVEN : broken(`its last line says md5:${last.hex}, found ${found}`);
    },
  };
}
