import { type BytePath, directoryOf, join } from '../../model/path.ts';

/**
 * Returns the path that a name in a list stands for: no `./`, no doubled slashes, and `..` only at its start, where it
 * leads above the directory of the names; undefined where it names a directory.
 */
export function cleanPath(name: BytePath): BytePath | undefined {
  if (name === '.' || name.endsWith('/') || name.endsWith('/.')) return undefined;
  const flat = name.replace(/\/(?:\.?\/)+/g, '/');
  const plain = flat.startsWith('./') ? flat.slice(2) : flat;
  return plain.includes('..') ? withoutSteps(plain) : plain;
}

/** Resolves each `..` by the name before it; a path that ends in one names a directory. */
function withoutSteps(path: BytePath): BytePath | undefined {
  const kept: BytePath[] = [];
  const names = path.split('/');
  if (names.at(-1) === '..') return undefined;
  for (const name of names) {
    const before = kept.at(-1);
    if (name === '..' && before !== undefined && before !== '..' && before !== '') kept.pop();
    else kept.push(name);
  }
  return kept.join('/');
}

/**
 * Returns a path below the root for a name below one of its directories; undefined where its `..` lead out of the root.
 * Those that come back in by the root's own name (`../root/a`) do not.
 */
export function joinBelow(directory: BytePath, name: BytePath, root?: BytePath): BytePath | undefined {
  let at = directory;
  let rest = name;
  let above = 0;
  while (rest.startsWith('../')) {
    rest = rest.slice(3);
    if (at === '') above += 1;
    else at = directoryOf(at);
  }
  if (above === 0) return join(at, rest);
  const names = root?.split('/').filter((each) => each !== '') ?? [];
  const back = `${names.slice(-above).join('/')}/`;
  return names.length >= above && rest.startsWith(back) ? rest.slice(back.length) : undefined;
}
