import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';

/**
 * The path of what is packed: the extension replaced by what `names` says of it ('' drops it). An extension that is not
 * in `names` says nothing of the content, and is dropped too.
 */
export function unpackedPath(path: BytePath, names: Readonly<Record<string, string>>): BytePath {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return path;
  const extension = name.slice(dot + 1).toLowerCase();
  const inner = Object.hasOwn(names, extension) ? (names[extension] ?? '') : '';
  return join(directoryOf(path), inner === '' ? name.slice(0, dot) : `${name.slice(0, dot)}.${inner}`);
}
