import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';

/**
 * Returns the path of packed content: the extension replaced by what `names` says about it ('' drops it). An extension
 * that is not in `names` says nothing about the content and is dropped too, together with everything before it where
 * another extension names the packing: the index `x.vcf.gz.tbi` does not contain gzip.
 */
export function unpackedPath(path: BytePath, names: Readonly<Record<string, string>>): BytePath {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return path;
  const extension = name.slice(dot + 1).toLowerCase();
  const isKnown = Object.hasOwn(names, extension);
  const inner = isKnown ? (names[extension] ?? '') : '';
  if (!isKnown && Object.hasOwn(names, name.slice(name.lastIndexOf('.', dot - 1) + 1, dot).toLowerCase()))
    return join(directoryOf(path), name.slice(0, name.indexOf('.', 1)));
  return join(directoryOf(path), inner === '' ? name.slice(0, dot) : `${name.slice(0, dot)}.${inner}`);
}
