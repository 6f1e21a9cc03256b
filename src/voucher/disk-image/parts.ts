import type { Finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { missingPart, outsidePart, type PartsPlace } from '../kit/parts.ts';
import { placeBelow } from '../kit/place-below.ts';
import { headOf } from '../kit/read-voucher-file.ts';
import { qcow2Parts, vmdkParts } from './heads.ts';

const IMAGE = /\.(qcow2?|vmdk)$/i;
const HEAD = 65_536;
/** In a larger directory the heads of these many images are read. */
const MOST = 1000;

/** Returns whether a name is that of a disk image which may name others. */
export function isDiskImage(name: string): boolean {
  return IMAGE.test(name);
}

/** The backing file and the data file of qcow2, the extents and the parent of VMDK, as their heads name them. */
export function diskImageParts(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  return namesOf(root, directory)
    .filter(({ name, kind }) => kind === 'file' && isDiskImage(name))
    .map(({ name }) => name)
    .toSorted()
    .slice(0, MOST)
    .flatMap((name) => {
      const head = headOf(root, join(directory, name), HEAD);
      const named = /vmdk$/i.test(name) ? vmdkParts(head) : qcow2Parts(head);
      return named.flatMap((part) => lostPart(place, name, part));
    });
}

function lostPart(
  place: PartsPlace,
  image: BytePath,
  { what, target }: { readonly what: string; readonly target: BytePath },
): Finding[] {
  const { root, directory } = place;
  const where = placeBelow(root, directory, target);
  if (typeof where === 'object') return [];
  const isFar = target.startsWith('/') || isAbove(directory, target);
  if (where === 'outside' || isFar) return [outsidePart(place, image, target, what)];
  return [missingPart(place, image, target)];
}

/** Returns whether a relative path leads out of the root by its steps alone. */
function isAbove(directory: BytePath, target: BytePath): boolean {
  let at = directory;
  for (const name of target.split('/')) {
    if (name === '..' && at === '') return true;
    if (name === '..') at = directoryOf(at);
    else if (name !== '.') at = join(at, name);
  }
  return false;
}
