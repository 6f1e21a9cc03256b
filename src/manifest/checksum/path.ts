import type { BytePath } from '../../model/path.ts';

/** The path that a list means by a name: no `./`, no doubled slashes; nothing where it names a directory. */
export function cleanPath(name: BytePath): BytePath | undefined {
  if (name === '.' || name.endsWith('/') || name.endsWith('/.')) return undefined;
  const flat = name.includes('//') || name.includes('/./') ? name.replace(/\/(?:\.?\/)+/g, '/') : name;
  return flat.startsWith('./') ? flat.slice(2) : flat;
}
