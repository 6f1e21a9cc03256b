import type { BytePath } from '../../model/path.ts';

/** What the name of a file claims about it as a checksum list. */
export type ListClaim = {
  /** A strong name is a list whatever its content; a weak one only where its content can be read as one. */
  readonly strength: 'strong' | 'weak';
  /** The algorithms in the name, the likeliest first. */
  readonly algorithms: readonly string[];
  /** The file next to it whose digest it contains, where its name is that file's name with one more extension. */
  readonly subject?: BytePath;
  readonly gzipped: boolean;
};

const XXH = ['xxh64', 'xxh128', 'xxh3', 'xxh32'];

/** Every word that stands for an algorithm in the name of a list. */
const WORDS = new Map<string, readonly string[]>([
  ...['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map((name) => [name, [name]] as const),
  ...['sha3-224', 'sha3-256', 'sha3-384', 'sha3-512', 'sha512-256', 'sm3'].map(
    (name) => [name, [name]] as const,
  ),
  ...['b2', 'blake2', 'blake2b'].map((word) => [word, ['blake2b']] as const),
  ...['b3', 'blake3'].map((word) => [word, ['blake3']] as const),
  ...['xxh32', 'xxh64', 'xxh128', 'xxh3', 'crc32', 'crc32c'].map((name) => [name, [name]] as const),
  ...['xxh', 'xxhash'].map((word) => [word, XXH] as const),
  ['blake2s', ['blake2s']],
  ['rmd160', ['ripemd160']],
  ['ripemd160', ['ripemd160']],
]);

const SUMS = /^(?:.*[-_.])?([a-z][a-z0-9]*?(?:-\d+)?)[-_]?(sums?)(?:\.txt)?(?:\.asc)?$/i;
const CHECKSUMS = /^(?:.*[-_.])?(?:checksums?|hashes|digests)(?:\.txt)?(?:\.asc)?$/i;

/** Extensions that only hint at a list. */
const WEAK_EXTENSIONS = new Set([
  'sha',
  'sha2',
  'hash',
  'hashes',
  'checksum',
  'checksums',
  'digest',
  'digests',
  'cksum',
]);

/**
 * Returns what the name of a file claims about it, in any case; undefined where it does not look like a checksum list.
 * `SHA256SUMS` in the conventional capitals and `x.sha256` are strong; `md5sums`, `sha256sum.txt`, `CHECKSUMS` and
 * `x.sha` are weak.
 */
export function claimOfName(name: BytePath): ListClaim | undefined {
  const gzipped = /\.gz$/i.test(name);
  const plain = gzipped ? name.slice(0, -3) : name;
  const dot = plain.lastIndexOf('.');
  const sidecar = dot < 0 ? undefined : claimOfExtension(plain.slice(dot + 1));
  if (sidecar !== undefined)
    return { ...sidecar, ...(dot > 0 ? { subject: plain.slice(0, dot) } : {}), gzipped };
  const list = claimOfSums(plain);
  return list === undefined ? undefined : { ...list, gzipped };
}

type Claim = Pick<ListClaim, 'strength' | 'algorithms'>;

function claimOfExtension(extension: string): Claim | undefined {
  const word = extension.toLowerCase();
  const algorithms = WORDS.get(word);
  if (algorithms !== undefined) return { strength: 'strong', algorithms };
  if (WEAK_EXTENSIONS.has(word)) return { strength: 'weak', algorithms: [] };
  return extension.includes('_') ? undefined : claimOfSums(extension);
}

function claimOfSums(name: string): Claim | undefined {
  const [, word = '', sums] = SUMS.exec(name) ?? [];
  const algorithms = WORDS.get(word.toLowerCase());
  if (algorithms !== undefined) return { strength: sums === 'SUMS' ? 'strong' : 'weak', algorithms };
  return CHECKSUMS.test(name) ? { strength: 'weak', algorithms: [] } : undefined;
}
