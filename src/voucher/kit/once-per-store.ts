import type { StoreFile } from './layout.ts';

/**
 * Returns a function that computes something of a store once for all of its files; every file of one store has the same
 * function that reads beside it.
 */
export function oncePerStore<T extends object | undefined>(
  compute: (read: StoreFile['read']) => T,
): (read: StoreFile['read']) => T {
  const kept = new WeakMap<StoreFile['read'], { readonly value: T }>();
  return (read) => {
    const known = kept.get(read);
    if (known !== undefined) return known.value;
    const value = compute(read);
    kept.set(read, { value });
    return value;
  };
}
