import type { Finding } from '../../model/finding.ts';
import { namesOf } from '../kit/list-files.ts';
import { missingPart, type PartsPlace } from '../kit/parts.ts';
import { duplicitySets } from './sets.ts';

/** What a backup cannot do without: a volume where there is a manifest, and a manifest where it has ended. */
export function duplicityParts(place: PartsPlace): readonly Finding[] {
  const files = namesOf(place.root, place.directory).filter(({ kind }) => kind === 'file');
  return duplicitySets(files.map(({ name }) => name)).flatMap(
    ({ name, manifest, signatures, volumes, isEncrypted }) => {
      if (manifest !== undefined)
        return volumes.size > 0
          ? []
          : [
              missingPart(
                place,
                manifest,
                `duplicity-${name}.vol1.difftar.${isEncrypted ? 'gpg' : 'gz'}`,
                'no volume of it is there',
              ),
            ];
      // The signatures are written at the end of a backup, as the manifest is.
      return signatures === undefined || volumes.size === 0
        ? []
        : [missingPart(place, signatures, `duplicity-${name}.manifest`, 'no manifest names its volumes')];
    },
  );
}
