/**
 * Names are bytes. A `BytePath` is a byte string: one character per byte (Latin-1), so every name that a file system
 * can hold fits, `<` compares bytes, and a name that is not UTF-8 survives. Below a root, '/' separates the names;
 * there is no leading './' and no trailing '/'.
 */
export type BytePath = string;

/** Returns the bytes of a path, as system calls need them. */
export function toBytes(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1');
}

/** Returns a path as system calls take it: text where that has the same bytes, which is cheaper, else the bytes. */
export function toSystem(path: BytePath): string | Buffer {
  return isAscii(path) ? path : toBytes(path);
}

/** Returns the byte string of text that a person or a JSON file wrote in UTF-8. */
export function fromText(text: string): BytePath {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Returns the text of a path; bytes that are not UTF-8 become U+FFFD. */
export function toText(path: BytePath): string {
  return isAscii(path) ? path : toBytes(path).toString('utf8');
}

/** Returns whether the bytes of the path are valid UTF-8, so that its text loses nothing. */
export function isText(path: BytePath): boolean {
  return isAscii(path) || fromText(toText(path)) === path;
}

/** Returns the part before the last '/', or '' at the top. */
export function directoryOf(path: BytePath): BytePath {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** Returns the part after the last '/'. */
export function nameOf(path: BytePath): BytePath {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Returns a path as one below a root, where it lies there, both as the system names them; undefined elsewhere. */
export function belowRoot(root: BytePath | undefined, path: BytePath): BytePath | undefined {
  return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
}

/** Whether a path lies in a directory itself, not further below. */
export function isDirectlyIn(path: BytePath, directory: BytePath): boolean {
  const slash = path.lastIndexOf('/');
  return directory === '' ? slash < 0 : slash === directory.length && path.startsWith(directory);
}

/** Joins a directory and a name; '' is the top. */
export function join(directory: BytePath, name: BytePath): BytePath {
  return directory === '' ? name : `${directory}/${name}`;
}

/** Returns why a path in a manifest must not be opened below the root, or undefined where it is safe. */
export function unsafeBecause(path: BytePath): string | undefined {
  if (path === '') return 'empty path';
  if (path.startsWith('/')) return 'absolute path';
  if (path.includes('\0')) return 'NUL in the path';
  if (path.includes('..') && path.split('/').includes('..')) return "'..' in the path";
  return undefined;
}

function isAscii(path: string): boolean {
  for (let i = 0; i < path.length; i++) if (path.charCodeAt(i) > 0x7f) return false;
  return true;
}
