import { packingOf } from '../../model/packings.ts';
import type { BytePath } from '../../model/path.ts';
import { versionOf } from './versions.ts';

/** What the name of a file claims about it as a checksum list. */
export type ListClaim = {
  /** A strong name is a list whatever its text; a weak one only where its content is that of a list about this tree. */
  readonly strength: 'strong' | 'weak';
  /** The algorithms in the name, the likeliest first. */
  readonly algorithms: readonly string[];
  /** The file next to it whose digest it contains, where its name is that file's name with one more extension. */
  readonly subject?: BytePath;
  /** How it is packed, by the extension: `gz`, `xz`, `zst`. */
  readonly packing?: string;
  /** The name that all versions of the list have in common, in lower case. */
  readonly series: BytePath;
  /** Of several versions the latest has the highest rank. */
  readonly rank: string;
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

const TEXT = /\.(?:txt|asc|list?|lst|log)$/i;
/** Of BagIt, which has a voucher of its own. */
const OF_BAG = /^(?:tag)?manifest-/i;
/** Of bitrot, which has a voucher of its own: the digest of its database `.bitrot.db`. */
const OF_BITROT = '.bitrot.sha512';
/** Without one of these nothing is the name of a list; nearly all names of a tree have none. */
const HINT = /md5|sha|b[23]|blake|sm3|crc|xxh|rmd|ripemd|sum|hash|digest|\.mf/i;
const WORD = /^(?:(?:check|ck)sums?|hash(?:es)?|digests?)$/i;

/**
 * Returns what the name of a file claims about it, in any case; undefined where it does not look like a checksum list.
 * `SHA256SUMS` in the conventional capitals and `x.sha256` are strong; `md5sums`, `sha256sum.txt`, `CHECKSUMS`, `md5.txt`,
 * `x.sha` and what has a date or was put aside are weak.
 */
export function claimOfName(name: BytePath): ListClaim | undefined {
  if (!HINT.test(name) || name === OF_BITROT) return undefined;
  const packing = packingOf(name);
  const plain = packing === undefined ? name : name.slice(0, -packing.length - 1);
  const common = packing === undefined ? {} : { packing };
  const dated = versionOf(plain);
  const sidecar = claimOfSidecar(plain) ?? claimOfSidecar(plain.replace(/\.txt$/i, ''), 'weak');
  // The date of `x-2025-12-31.tar.md5` is that of x; that of `checksums-2025-12-31.md5` is that of the list.
  const isOfList = claimOfList(dated.name.replace(/\.[^.]*$/, '')) !== undefined;
  if (sidecar !== undefined && (dated.name === plain || !isOfList))
    return { ...sidecar, series: plain.toLowerCase(), rank: versionOf('').rank, ...common };
  const list = claimOfList(dated.name) ?? claimOfSidecar(dated.name);
  if (list === undefined) return undefined;
  const strength = dated.name === plain ? list.strength : 'weak';
  return { ...list, strength, series: dated.name.toLowerCase(), rank: dated.rank, ...common };
}

type Claim = Pick<ListClaim, 'strength' | 'algorithms' | 'subject'>;

/** Returns the claim of a name that has the name of another file before its extension. */
function claimOfSidecar(name: BytePath, strength?: 'weak'): Claim | undefined {
  const dot = name.lastIndexOf('.');
  const claim = dot < 0 ? undefined : claimOfExtension(name.slice(dot + 1));
  if (claim === undefined) return undefined;
  const strong = strength === undefined ? claim : { ...claim, strength };
  return dot > 0 ? { ...strong, subject: name.slice(0, dot) } : strong;
}

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

/** Returns the claim of a name that is all of a list: `SHASUMS256.txt`, `checksums-sha256.txt`, `SHA256`, `appliance.mf`. */
function claimOfList(name: BytePath): Claim | undefined {
  if (OF_BAG.test(name)) return undefined;
  const bySums = claimOfSums(name);
  if (bySums !== undefined) return bySums;
  if (/[^.]\.mf$/i.test(name)) return { strength: 'weak', algorithms: [] };
  const stem = name.replace(TEXT, '');
  if (/\.[a-z]\w*$/i.test(stem)) return undefined;
  const words = stem.split(/[-_ ]+/);
  const algorithms = words.flatMap(algorithmsOfWord);
  const ends = [words[0] ?? '', words.at(-1) ?? ''];
  // `sums.txt` is a list, and `sums` may be anything.
  const isSums = stem !== name && ends.some((word) => /^sums$/i.test(word));
  const isList = isSums || ends.some((word) => WORD.test(word) || algorithmsOfWord(word).length > 0);
  return isList ? { strength: 'weak', algorithms } : undefined;
}

function algorithmsOfWord(word: string): readonly string[] {
  const lower = word.toLowerCase();
  const [, digits] = /^shasums?(\d{1,3})$/.exec(lower) ?? [];
  return WORDS.get(digits === undefined ? lower.replace(/sums?$/, '') : `sha${digits}`) ?? [];
}
