/** Every mutation by its name. */
export const MUTATIONS: Readonly<Record<string, { readonly goal?: 'whole' | 'head' | 'every' }>>;

/** New bytes and the new name of a file; undefined where the mutation does not apply or changes nothing. */
export function mutated(
  mutation: string,
  bytes: Buffer,
  name: string,
  seed: number,
  others?: { readonly sibling?: Buffer; readonly stranger?: Buffer },
): { readonly bytes: Buffer; readonly name: string } | undefined;
