import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { canHash, digestProbe } from '../../structure/kit/named-by-digest.ts';
import type { Handling } from './layout.ts';

/** Encrypted on purpose. */
export const ENCRYPTED_FILE: Handling = { is: 'encrypted' };

/** Pages of a database or a disk. */
export const PAGED: Handling = { is: 'paged' };

/** Random or binary by nature. */
export const OPAQUE: Handling = { is: 'opaque' };

/** To be checked against the rules of its store. */
export function checkedBy(begin: () => Probe<StructureVerdict>): Handling {
  return { is: 'check', begin };
}

/** Pages to be checked against the form that they have where they are not zero. */
export function pagesOf(begin: () => Probe<StructureVerdict>): Handling {
  return { is: 'paged', begin };
}

/** To be checked against its name, the digest of its content in lower-case hex; `algorithm` is a name of node:crypto. */
export function namedBy(algorithm: string, hex: string): Handling {
  return {
    is: 'check',
    begin: () => digestProbe(algorithm, hex),
    byDigest: true,
    decides: canHash(algorithm),
  };
}
