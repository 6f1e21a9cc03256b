import { posixCrc, zlibCrc } from './crc-engines.ts';
import { type HashEngine, type Load, lazily } from './engine.ts';
import { hashWasm, wasmBlake2b } from './hash-wasm.ts';
import { nodeCrypto } from './node-crypto.ts';
import { merkleEngine, type PieceRange, pieceListEngine } from './pieces.ts';
import type { Xxhash } from './xxhash.ts';

export type { HashEngine } from './engine.ts';

/** One kind of digest: its name here, how long it is, how lists call it and how to get it going. */
export type Algorithm = {
  readonly name: string;
  readonly hexLength: number;
  /** The upper-case tags of lists, the usual one first; '-', '_' and '/' in a tag count for nothing. */
  readonly tags: readonly string[];
  /** Loads the engine once in a thread, then gives the same one. */
  load(): Promise<HashEngine>;
};

function algorithm(name: string, hexLength: number, tags: readonly string[], load: Load): Algorithm {
  return { name, hexLength, tags, load: lazily(load) };
}

const wholeBlake2b = algorithm('blake2b', 128, ['BLAKE2B', 'BLAKE2B-512'], nodeCrypto('blake2b512'));
const shortBlake2b = new Map<number, Algorithm>();

/** BLAKE2b of any length that is a multiple of 8 bits, from 8 to 512. */
export function blake2b(bits: number): Algorithm {
  if (bits === 512) return wholeBlake2b;
  if (!isBlake2bLength(bits)) throw new RangeError(`no BLAKE2b of ${bits} bits`);
  const known = shortBlake2b.get(bits);
  if (known !== undefined) return known;
  const name = `blake2b-${bits}`;
  const made = algorithm(name, bits / 4, [name.toUpperCase()], wasmBlake2b(bits));
  shortBlake2b.set(bits, made);
  return made;
}

const sha1 = algorithm('sha1', 40, ['SHA1'], nodeCrypto('sha1'));
const sha256 = algorithm('sha256', 64, ['SHA256', 'SHA2-256'], nodeCrypto('sha256'));

/** The SHA-256 of a tree of blocks, as version 2 of BitTorrent has it. */
export const MERKLE = 'sha256-merkle';
const merkle = algorithm(MERKLE, 64, [], async () => merkleEngine(await sha256.load()));
const PIECES = /^sha1-pieces-(0|[1-9]\d{0,14})-([1-9]\d{0,9})-([1-9]\d{0,9})$/;

/** The name of the SHA-1 of the SHA-1 of pieces of a file, as version 1 of BitTorrent has them. */
export function piecesName({ first, length, count }: PieceRange): string {
  return `sha1-pieces-${first}-${length}-${count}`;
}

const xxhash = async (): Promise<Xxhash> => (await import('./xxhash.ts')).XXHASH;

/** The checksum of POSIX `cksum`. Lists give it in decimal, so it is no candidate for eight hex digits. */
const cksum = algorithm('cksum', 8, ['CKSUM'], posixCrc);

/** Every algorithm; of one length the most usual first. BLAKE2b of other lengths and those of BitTorrent are there by name. */
export const ALGORITHMS: readonly Algorithm[] = [
  algorithm('crc32', 8, ['CRC32', 'CRC32B'], zlibCrc),
  algorithm('xxh32', 8, ['XXH32'], async () => (await xxhash()).xxh32),
  algorithm('crc32c', 8, ['CRC32C'], hashWasm('crc32c')),
  algorithm('adler32', 8, ['ADLER32'], hashWasm('adler32')),
  cksum,
  algorithm('xxh64', 16, ['XXH64'], async () => (await xxhash()).xxh64),
  algorithm('xxh3', 16, ['XXH3', 'XXH3-64'], hashWasm('xxh3')),
  algorithm('md5', 32, ['MD5'], nodeCrypto('md5')),
  algorithm('xxh128', 32, ['XXH128', 'XXH3-128'], hashWasm('xxh128')),
  sha1,
  algorithm('ripemd160', 40, ['RMD160', 'RIPEMD160'], nodeCrypto('ripemd160')),
  blake2b(160),
  algorithm('sha224', 56, ['SHA224', 'SHA2-224'], nodeCrypto('sha224')),
  algorithm('sha512-224', 56, ['SHA512/224', 'SHA2-512/224', 'SHA512T224'], nodeCrypto('sha512-224')),
  algorithm('sha3-224', 56, ['SHA3-224'], nodeCrypto('sha3-224')),
  sha256,
  algorithm('blake3', 64, ['BLAKE3', 'BLAKE3-256'], hashWasm('blake3')),
  algorithm('sha512-256', 64, ['SHA512/256', 'SHA2-512/256', 'SHA512T256'], nodeCrypto('sha512-256')),
  algorithm('sha3-256', 64, ['SHA3-256'], nodeCrypto('sha3-256')),
  blake2b(256),
  algorithm('blake2s', 64, ['BLAKE2S', 'BLAKE2S-256'], hashWasm('blake2s256')),
  algorithm('sm3', 64, ['SM3'], nodeCrypto('sm3')),
  algorithm('sha384', 96, ['SHA384', 'SHA2-384'], nodeCrypto('sha384')),
  algorithm('sha3-384', 96, ['SHA3-384'], nodeCrypto('sha3-384')),
  algorithm('sha512', 128, ['SHA512', 'SHA2-512'], nodeCrypto('sha512')),
  wholeBlake2b,
  algorithm('sha3-512', 128, ['SHA3-512'], nodeCrypto('sha3-512')),
  algorithm('whirlpool', 128, ['WHIRLPOOL'], hashWasm('whirlpool')),
];

const BY_NAME = new Map(ALGORITHMS.map((each) => [each.name, each]));
const BY_TAG = new Map(ALGORITHMS.flatMap((each) => each.tags.map((tag) => [foldTag(tag), each])));

/** The algorithm of a name as we write it: `sha256`, `blake2b-256`. */
export function algorithmNamed(name: string): Algorithm | undefined {
  return BY_NAME.get(name) ?? blake2bOf(/^blake2b-([1-9]\d{0,2})$/.exec(name)?.[1]) ?? ofTorrents(name);
}

/** The algorithm of a tag as lists write it, in any case: `SHA256`, `SHA2-512/256`, `BLAKE2b-256`. */
export function algorithmTagged(tag: string): Algorithm | undefined {
  const folded = foldTag(tag);
  return BY_TAG.get(folded) ?? blake2bOf(/^BLAKE2B([1-9]\d{0,2})$/.exec(folded)?.[1]);
}

/** Returns true for checksums of up to 32 bits: they show that a disk erred, but not what somebody meant to do. */
export function isWeak(name: string): boolean {
  const length = algorithmNamed(name)?.hexLength;
  return length !== undefined && length <= 8;
}

/** Returns true for digests of which nobody can make other content; those of 128 bits and less are none, nor is SHA-1. */
export function isCryptographic(name: string): boolean {
  const length = algorithmNamed(name)?.hexLength;
  return length !== undefined && length >= 64;
}

/** What a bare digest of so many hex digits can be, the most usual first. */
export function algorithmsOfLength(hexLength: number): readonly Algorithm[] {
  return ALGORITHMS.filter((each) => each.hexLength === hexLength && each !== cksum);
}

function blake2bOf(digits: string | undefined): Algorithm | undefined {
  const bits = Number(digits);
  return isBlake2bLength(bits) ? blake2b(bits) : undefined;
}

function ofTorrents(name: string): Algorithm | undefined {
  if (name === MERKLE) return merkle;
  const match = PIECES.exec(name);
  if (match === null) return undefined;
  const [first = 0, length = 0, count = 0] = match.slice(1).map(Number);
  return algorithm(name, 40, [], async () => pieceListEngine(await sha1.load(), { first, length, count }));
}

function isBlake2bLength(bits: number): boolean {
  return bits % 8 === 0 && bits >= 8 && bits <= 512;
}

function foldTag(tag: string): string {
  return tag.toUpperCase().replaceAll(/[-_/]/g, '');
}
