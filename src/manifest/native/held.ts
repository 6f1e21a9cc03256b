import type { HeldList } from '../../model/manifest.ts';
import { toText } from '../../model/path.ts';
import type { Header } from './grammar.ts';

/**
 * Returns the `held=` fields of a head, `path:files` each. A single empty one says that the tree had no list, which is not
 * the same as no field at all, where nobody looked for lists.
 */
export function heldFields(held: readonly HeldList[] | undefined): string[] {
  if (held === undefined) return [];
  return held.length === 0 ? [''] : held.map(({ path, files }) => `${path}:${files}`);
}

/** Reads the `held=` fields of a head; undefined where it has none. What is malformed is omitted. */
export function heldOf(header: Header | undefined): readonly HeldList[] | undefined {
  return header?.get('held')?.flatMap((field) => {
    const [, path, files] = /^(.+):(\d{1,15})$/s.exec(toText(field)) ?? [];
    return path === undefined ? [] : [{ path, files: Number(files) }];
  });
}

const OUR_TOOL = 'restorable/';

/**
 * Returns the lists that were checked when a manifest was made; undefined where nobody looked for lists, or where another
 * tool wrote it and its `held=` promises nothing.
 */
export function heldAtSeal(header: Header | undefined): readonly HeldList[] | undefined {
  return header?.get('tool')?.[0]?.startsWith(OUR_TOOL) === true ? heldOf(header) : undefined;
}
