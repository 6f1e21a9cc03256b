import type { RetainedStore } from '../../model/manifest.ts';
import { type BytePath, join, unsafeBecause } from '../../model/path.ts';
import type { Header } from './grammar.ts';

/** Returns the `retention=` fields of a head, `format:top/` each; the root is `./`. */
export function retentionFields(stores: readonly RetainedStore[] = []): string[] {
  return stores.map(({ format, top }) => `${format}:${top === '' ? '.' : top}/`);
}

/** Reads the `retention=` fields of the head of a manifest of the directory `base`. What is malformed allows nothing. */
export function retentionOf(header: Header | undefined, base: BytePath = ''): RetainedStore[] {
  return (header?.get('retention') ?? []).flatMap((field) => {
    const [, format, top] = /^([a-z0-9-]+):(.+)\/$/s.exec(field) ?? [];
    if (format === undefined || top === undefined) return [];
    if (top === '.') return [{ format, top: base }];
    return unsafeBecause(top) === undefined ? [{ format, top: join(base, top) }] : [];
  });
}
