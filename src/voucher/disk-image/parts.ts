import { fill } from '../../disk/open.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, join, nameOf, toText } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { missingPart, outsidePart, type PartsPlace } from '../kit/parts.ts';
import { type NamedPlace, placeBelow } from '../kit/place-below.ts';
import { headOf, withVoucherFile } from '../kit/read-voucher-file.ts';
import { type NamedImage, qcow2Parts, vmdkIdentity, vmdkParts } from './heads.ts';
import { hasVdi, shownUuid, vdiParent } from './vdi.ts';
import { type ReadAt, vhdIdentity, vhdParent, vhdxIdentity, vhdxParent } from './windows-heads.ts';

const IMAGE = /\.(qcow2?|vmdk|a?vhdx?|vdi)$/i;
const HEAD = 65_536;
/** In a larger directory the heads of these many images are read. */
const MOST = 1000;

/** The backing file and the data file of qcow2, extents of VMDK, and parents of VMDK, VHD, VHDX and VDI, as their heads name them. */
export function diskImageParts(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  return namesOf(root, directory)
    .filter(({ name, kind }) => kind === 'file' && IMAGE.test(name))
    .map(({ name }) => name)
    .toSorted()
    .slice(0, MOST)
    .flatMap((name) =>
      /vdi$/i.test(name)
        ? lostVdiParent(place, name)
        : namedBy(root, join(directory, name)).flatMap((part) => wrongPart(place, name, part)),
    );
}

function namedBy(root: BytePath, path: BytePath): readonly NamedImage[] {
  if (/qcow2?$/i.test(path)) return qcow2Parts(headOf(root, path, HEAD));
  if (/vmdk$/i.test(path)) return vmdkParts(headOf(root, path, HEAD));
  const parent = lookInto(root, path, (read) => (/x$/i.test(path) ? vhdxParent(read) : vhdParent(read)));
  return parent === undefined ? [] : [parent];
}

/** Returns by what children know an image, where its format has such a thing. */
function identityOf(root: BytePath, path: BytePath): string | undefined {
  if (/vmdk$/i.test(path)) return vmdkIdentity(headOf(root, path, HEAD));
  if (!/vhdx?$/i.test(path)) return undefined;
  return lookInto(root, path, (read, size) =>
    /x$/i.test(path) ? vhdxIdentity(read) : vhdIdentity(read, size),
  );
}

function lookInto<T>(root: BytePath, path: BytePath, look: (read: ReadAt, size: number) => T): T | undefined {
  return withVoucherFile(root, path, (descriptor, size) =>
    look((at, length) => {
      const bytes = Buffer.alloc(at < 0 || at >= size ? 0 : Math.min(length, size - at));
      return bytes.subarray(0, fill(descriptor, bytes, bytes.length, at));
    }, size),
  );
}

function wrongPart(place: PartsPlace, image: BytePath, part: NamedImage): Finding[] {
  const { root, directory } = place;
  const { what, target, others = [], identity } = part;
  const where = found(place, [target, ...others]);
  if (typeof where === 'object') {
    const own = identity === undefined ? undefined : identityOf(root, where.inside);
    if (own === undefined || own === identity) return [];
    const note = `${what} ${toText(where.inside)} is another image than the one it was made of, or was written to since: ${identity} wanted, ${own} found`;
    return [finding('broken-structure', join(directory, image), { note })];
  }
  const isFar = isForeign(target) || target.startsWith('/') || isAbove(directory, target);
  if (where === 'outside' || isFar) return [outsidePart(place, image, target, what)];
  return [missingPart(place, image, target)];
}

/** Returns where the first of some paths leads that leads anywhere; the name of a Windows path is also looked for beside the image. */
function found({ root, directory }: PartsPlace, targets: readonly BytePath[]): NamedPlace {
  let last: NamedPlace = 'gone';
  for (const target of targets) {
    const where = isForeign(target) ? 'gone' : placeBelow(root, directory, target);
    if (typeof where === 'object') return where;
    if (where === 'outside') last = where;
  }
  const wanted = new Set(
    targets.filter((each) => targets.length > 1 || isForeign(each)).map((each) => nameOf(each).toLowerCase()),
  );
  const beside = namesOf(root, directory).find(
    ({ name, kind }) => kind === 'file' && wanted.has(name.toLowerCase()),
  );
  return beside === undefined ? last : { inside: join(directory, beside.name) };
}

/** Returns whether a path is one of Windows with its drive or server. */
function isForeign(target: BytePath): boolean {
  return /^(?:[A-Za-z]:|\/\/)/.test(target);
}

function lostVdiParent(place: PartsPlace, image: BytePath): Finding[] {
  const { root, directory } = place;
  const parent = vdiParent(headOf(root, join(directory, image), HEAD));
  if (parent === undefined || hasVdi(root, parent)) return [];
  return [outsidePart(place, image, shownUuid(parent), 'its parent')];
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
