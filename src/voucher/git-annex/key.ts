import { cut } from '../../structure/kit/verdicts.ts';
import { held, namedBy } from '../kit/handling.ts';
import type { Handling } from '../kit/layout.ts';

/** BACKEND[-sSIZE][-mMTIME][-Schunk-Cnumber]--NAME, as the internals of git-annex define keys. */
const KEY = /^([A-Z0-9_]+)((?:-[smSC]\d+)*)--(.+)$/;
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA1', 'sha1'],
  ['SHA224', 'sha224'],
  ['SHA256', 'sha256'],
  ['SHA384', 'sha384'],
  ['SHA512', 'sha512'],
  ['SHA3_224', 'sha3-224'],
  ['SHA3_256', 'sha3-256'],
  ['SHA3_384', 'sha3-384'],
  ['SHA3_512', 'sha3-512'],
  ['BLAKE2B512', 'blake2b512'],
  ['BLAKE2S256', 'blake2s256'],
]);
const LENGTHS = new Set([32, 40, 56, 64, 96, 128]);

/** Whether a name has the form of a key of git-annex. */
export function isAnnexKey(name: string): boolean {
  if (!name.includes('--') || name.endsWith('/')) return false;
  const [, backend = '', fields = ''] = KEY.exec(name) ?? [];
  return algorithmOf(backend) !== undefined || (backend !== '' && /-s\d/.test(fields));
}

/**
 * How to take the file of a key: by its size and by its digest, where the key has them. Undefined for a chunk, of which
 * the key tells neither, and for what is no key or is encrypted (GPG...), which is a format.
 */
export function annexKeyOf(name: string, size: number | undefined): Handling | undefined {
  const [, backend = '', fields = '', rest = ''] = KEY.exec(name) ?? [];
  if (backend === '' || /-[SC]\d/.test(fields)) return undefined;
  const wanted = /-s(\d+)/.exec(fields)?.[1];
  if (wanted !== undefined && size !== undefined && size < Number(wanted)) {
    const verdict = cut(`ends at byte ${size}, and its key promises ${wanted} bytes`);
    return held(() => ({ update: () => {}, end: () => verdict }));
  }
  const algorithm = algorithmOf(backend);
  const hex = /^[0-9a-f]+/.exec(rest)?.[0] ?? '';
  return algorithm !== undefined && LENGTHS.has(hex.length) ? namedBy(algorithm, hex) : undefined;
}

/** The backends that keep the extension have an E at the end. */
function algorithmOf(backend: string): string | undefined {
  return ALGORITHMS.get(backend) ?? ALGORITHMS.get(backend.replace(/E$/, ''));
}
