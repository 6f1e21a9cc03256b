import { createHash } from 'node:crypto';
import type { Standing } from '../../model/content.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';

const SHA256_NAME = /^[0-9a-f]{64}$/;
/** Where restic and rustic keep files that are named by the sha256 of their content (design.rst, "Repository Layout"). */
const RESTIC = /(?:^|\/)(?:data\/[0-9a-f]{2}|index|snapshots|keys)\/[0-9a-f]{64}$/;

/**
 * A probe for a file whose name is the sha256 of its content, as in restic and OCI stores: the strongest proof there is,
 * for such files have no magic and look random. Nothing where the name is no such digest. A name that does not hold is
 * broken where the layout promises it, and says nothing elsewhere.
 */
export function nameProbe(path: BytePath): Probe<Standing> | undefined {
  const name = nameOf(path);
  if (!SHA256_NAME.test(name)) return undefined;
  const hash = createHash('sha256');
  return {
    update: (chunk) => void hash.update(chunk),
    end() {
      const hex = hash.digest('hex');
      if (hex === name) return { is: 'proven' };
      return RESTIC.test(path)
        ? { is: 'broken', detail: `its name promises sha256:${name}, found ${hex}` }
        : { is: 'unknown' };
    },
  };
}
