import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { tar } from '../../structure/archive/tar/tar.ts';
import { SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { gzipOf } from '../kit/compressed-file.ts';
import { checkedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { isDuplicityManifest } from './sets.ts';

const VOLUME = /^duplicity-(?:full|inc|new)[.-]/;
const SILENT: Probe<StructureVerdict> = { update: () => {}, end: () => UNKNOWN };
const NO_BYTES = new Uint8Array();

/**
 * The target of duplicity (duplicity(1), "File name formats"). A volume is a tar cut into pieces, so all but the last have
 * no blocks of zeros at their end, in gzip, in OpenPGP or plain. The manifest of each backup names its volumes with their
 * SHA-1; where it is encrypted only gaps in the numbers of volumes can be seen. An incremental backup needs the one before.
 */
export const duplicity: Voucher = {
  name: 'duplicity',
  about:
    'duplicity: volumes are sound gzip, tar or OpenPGP, and match the SHA-1 of plain manifests; gaps in a set or a chain',
  layouts: [
    {
      isHint: (name) => name.startsWith('duplicity-'),
      isTop(names) {
        for (const name of names) return VOLUME.test(name);
        return false;
      },
      handle(path) {
        if (!VOLUME.test(path)) return undefined;
        if (path.endsWith('.difftar')) return checkedBy(() => tarWithoutEnd(path));
        if (path.endsWith('.sigtar.gz')) return checkedBy(() => gzipOf(path, () => tarOf(path)));
        return path.endsWith('.difftar.gz')
          ? checkedBy(() => gzipOf(path, () => orNothing(tarWithoutEnd(path))))
          : undefined;
      },
    },
  ],
  list: {
    find(names) {
      const manifests = [...names].filter(isDuplicityManifest).toSorted();
      const [plain] = manifests.filter((name) => !name.endsWith('.gpg'));
      return plain === undefined ? manifests.slice(0, 1) : [plain];
    },
    open: async (candidate) => (await import('./list.ts')).openDuplicity(candidate),
  },
};

/** A probe with another verdict, which may depend on whether there was anything. */
function adjusted(
  probe: Probe<StructureVerdict>,
  adjust: (verdict: StructureVerdict, isEmpty: boolean) => StructureVerdict,
): Probe<StructureVerdict> {
  let isEmpty = true;
  return {
    update(chunk) {
      isEmpty &&= chunk.length === 0;
      probe.update(chunk);
    },
    end: () => adjust(probe.end(), isEmpty),
  };
}

/** Where nothing has changed, a volume has nothing in it. */
function orNothing(probe: Probe<StructureVerdict>): Probe<StructureVerdict> {
  return adjusted(probe, (verdict, isEmpty) => (isEmpty ? SOUND : verdict));
}

function tarOf(path: BytePath): Probe<StructureVerdict> {
  return (
    tar.createCheck?.({ path, size: undefined, head: NO_BYTES, depth: 'normal', nest: () => SILENT }) ??
    SILENT
  );
}

/** A tar that ends where a block ends; that the zeros are missing is the one thing that tar calls a warning of a cut. */
function tarWithoutEnd(path: BytePath): Probe<StructureVerdict> {
  return adjusted(tarOf(path), (verdict, isEmpty) =>
    !isEmpty && verdict.is === 'cut' && verdict.severity === 'warning' ? SOUND : verdict,
  );
}
