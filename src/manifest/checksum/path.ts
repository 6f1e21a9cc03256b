import type { BytePath } from '../../model/path.ts';

/**
 * Returns the path that a name in a list stands for: no `./`, no doubled slashes; undefined where it names a directory.
 */
export function cleanPath(name: BytePath): BytePath | undefined {
  if (name === '.' || name.endsWith('/') || name.endsWith('/.')) return undefined;
  const flat = name.includes('//') || name.includes('/./') ? name.replace(/\/(?:\.?\/)+/g, '/') : name;
  return flat.startsWith('./') ? flat.slice(2) : flat;
}
