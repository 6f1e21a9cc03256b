import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { cut, SOUND } from '../../structure/kit/verdicts.ts';
import { checkedBy, namedBy, pagesOf } from '../kit/handling.ts';
import type { Handling } from '../kit/layout.ts';
import type { Voucher } from '../kit/voucher.ts';

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
const FIRST_NAMES = 2;
/** A part of a file, whatever format its first bytes look like. */
const PART: Probe<StructureVerdict> = { update: () => {}, end: () => SOUND };

/**
 * The directory of one key of git-annex, with the file of the same name: wherever it lies, in a repository or in a
 * special remote of type directory or rsync.
 */
export const gitAnnex: Voucher = {
  name: 'git-annex',
  about: 'git-annex: a file holds by the size and the digest of its key, also in directory and rsync remotes',
  layouts: [
    {
      vouches: true,
      isTop(names) {
        if (names.size > FIRST_NAMES) return false;
        for (const name of names) if (isAnnexKey(name)) return true;
        return false;
      },
      handle: (path, { size }) => annexKeyOf(path, size),
    },
  ],
};

/** Whether a name has the form of a key of git-annex. */
function isAnnexKey(name: string): boolean {
  if (!name.includes('--') || name.endsWith('/')) return false;
  const [, backend = '', fields = ''] = KEY.exec(name) ?? [];
  return algorithmOf(backend) !== undefined || (backend !== '' && /-s\d/.test(fields));
}

/**
 * How to take the file of a key: by its size and by its digest, where the key has them. Of a chunk the key tells the size alone.
 * Undefined for what is no key or is encrypted (GPG...), which is a format.
 */
export function annexKeyOf(name: string, size: number | undefined): Handling | undefined {
  const [, backend = '', fields = '', rest = ''] = KEY.exec(name) ?? [];
  if (backend === '') return undefined;
  const isChunk = /-[SC]\d/.test(fields);
  const wanted = isChunk ? chunkSize(fields) : numberIn(fields, 's');
  if (wanted !== undefined && size !== undefined && size < wanted) {
    const verdict = cut(`ends at byte ${size}, and its key promises ${wanted} bytes`);
    return checkedBy(() => ({ update: () => {}, end: () => verdict }));
  }
  if (isChunk) return pagesOf(() => PART);
  const algorithm = algorithmOf(backend);
  const hex = /^[0-9a-f]+/.exec(rest)?.[0] ?? '';
  return algorithm !== undefined && LENGTHS.has(hex.length) ? namedBy(algorithm, hex) : undefined;
}

/** The size of a chunk: that of all chunks, or what is left of the file for the last one. */
function chunkSize(fields: string): number | undefined {
  const [whole, each, number] = ['s', 'S', 'C'].map((letter) => numberIn(fields, letter));
  if (whole === undefined || each === undefined || number === undefined) return undefined;
  return Math.min(each, whole - (number - 1) * each);
}

function numberIn(fields: string, letter: string): number | undefined {
  const [, digits] = new RegExp(`-${letter}(\\d+)`).exec(fields) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The backends that keep the extension have an E at the end. */
function algorithmOf(backend: string): string | undefined {
  return ALGORITHMS.get(backend) ?? ALGORITHMS.get(backend.replace(/E$/, ''));
}
