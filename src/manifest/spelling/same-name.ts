import { type BytePath, isText, toText } from '../../model/path.ts';
import { composedName, foldsOf } from './fold-name.ts';

/** Returns a key that is equal for the spellings of one path: in composition, in stand-ins, or in case. */
export function spellingKey(path: BytePath): string {
  return path
    .split('/')
    .map((name) => foldsOf(name)[0] ?? name)
    .join('/');
}

/** Returns whether two paths are one name as two systems spell it: they differ in case alone, or not in case. */
export function isSameName(one: BytePath, other: BytePath): boolean {
  if (!isText(one) || !isText(other)) return false;
  const [a, b] = [toText(one), toText(other)];
  if (a.toLowerCase() === b.toLowerCase()) return true;
  return a.split('/').map(composedName).join('/') === b.split('/').map(composedName).join('/');
}
