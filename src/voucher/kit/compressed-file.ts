import type { StructureVerdict } from '../../model/content.ts';
import { packingOf } from '../../model/packings.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { gzip } from '../../structure/archive/gzip.ts';
import type { CheckedFile } from '../../structure/kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { PACKINGS } from '../../structure/packings.ts';

/** As many bytes as the packings are known by. */
const MAGIC = 14;
/** As many bytes as gzip is known by. */
const GZIP_MAGIC = 4;
const SILENT: Probe<StructureVerdict> = { update: () => {}, end: () => UNKNOWN };
const NO_BYTES = new Uint8Array();

/**
 * Holds what is in a file, which may be packed by its name, against `inner`. It is proven where all was unpacked and both
 * hold, as a packing without a checksum does too; where the packing alone holds it is sound at most.
 */
export function unpacked(
  path: BytePath,
  size: number | undefined,
  inner: Probe<StructureVerdict>,
): Probe<StructureVerdict> {
  const name = packingOf(path);
  if (name === undefined) return inner;
  let inside: StructureVerdict | undefined;
  const subject: CheckedFile = {
    path,
    size,
    head: new Uint8Array(),
    depth: 'deep',
    nest: () => ({
      update: (chunk) => inner.update(chunk),
      end: () => (inside = inner.end()),
    }),
  };
  const structure = PACKINGS.get(name);
  const packing = structure?.createCheck?.(subject);
  if (structure === undefined || packing === undefined) return { update: () => {}, end: () => UNKNOWN };
  let head = Buffer.alloc(0);
  return {
    update(chunk) {
      if (head.length < MAGIC) head = Buffer.concat([head, chunk.subarray(0, MAGIC - head.length)]);
      packing.update(chunk);
    },
    end() {
      const standing = packing.end();
      // The check of a format begins where its first bytes were recognised already.
      if (head.length === MAGIC && !structure.recognises(head))
        return broken(`it does not begin as ${structure.name} does`);
      if (standing.is === 'unknown') return SOUND;
      return standing.is === 'proven' || standing.is === 'sound' ? (inside ?? SOUND) : standing;
    },
  };
}

/**
 * Checks a gzip file, with `nest` for what is in it. `UNKNOWN` where it does not begin as gzip: then its type is wrong, which
 * is another check's finding.
 */
export function gzipOf(path: BytePath, nest: () => Probe<StructureVerdict>): Probe<StructureVerdict> {
  const probe =
    gzip.createCheck?.({ path, size: Number.MAX_SAFE_INTEGER, head: NO_BYTES, depth: 'normal', nest }) ??
    SILENT;
  const head: number[] = [];
  return {
    update(chunk) {
      if (head.length < GZIP_MAGIC) head.push(...chunk.subarray(0, GZIP_MAGIC - head.length));
      probe.update(chunk);
    },
    end() {
      const verdict = probe.end();
      return head.length < GZIP_MAGIC || gzip.recognises(Uint8Array.from(head)) ? verdict : UNKNOWN;
    },
  };
}
