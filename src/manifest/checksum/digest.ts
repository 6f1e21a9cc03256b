import { algorithmNamed, algorithmsOfLength } from '../../hash/algorithms.ts';

/**
 * Returns what an untagged digest of `hexLength` hex digits can be, the likeliest first; empty where no digest has that
 * length.
 */
export type Candidates = (hexLength: number) => readonly string[];

/**
 * Returns the candidates where the name of the list hints at some algorithms: those come first, in their order. The
 * same array is returned for the same length, so that a million entries share it, and thousands of lists.
 */
export function candidatesFor(hints: readonly string[]): Candidates {
  const key = hints.join(' ');
  const made = byHints.get(key) ?? createCandidates(hints);
  byHints.set(key, made);
  return made;
}

/** By what names of lists hint at, of which there are few. */
const byHints = new Map<string, Candidates>();
const LONGEST = 128;
const NONE: readonly string[] = [];

function createCandidates(hints: readonly string[]): Candidates {
  const known = new Map<number, readonly string[]>();
  return (hexLength) => {
    if (hexLength > LONGEST) return NONE;
    const before = known.get(hexLength);
    if (before !== undefined) return before;
    const made = listCandidates(hexLength, hints);
    known.set(hexLength, made);
    return made;
  };
}

/** Parses base64 as newer `cksum --base64` prints it; undefined where it is not a digest of `hexLength` hex digits. */
export function hexOfBase64(text: string, hexLength: number): string | undefined {
  if (text.length !== 4 * Math.ceil(hexLength / 6) || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const hex = Buffer.from(text, 'base64').toString('hex');
  return hex.length === hexLength ? hex : undefined;
}

/** Returns the digest with its bytes reversed, to or from what xxhsum prints with --little-endian. */
export function reverseBytes(hex: string): string {
  return Buffer.from(Buffer.from(hex, 'hex').toReversed()).toString('hex');
}

/** Returns where the hex digits that begin at `start` end. */
export function endOfHex(text: string, start: number): number {
  let end = start;
  while (isHexDigit(text.charCodeAt(end))) end++;
  return end;
}

function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

function listCandidates(hexLength: number, hints: readonly string[]): readonly string[] {
  const hinted = hints
    .map((hint) => algorithmNamed(hint === 'blake2b' ? `blake2b-${hexLength * 4}` : hint))
    .filter((each) => each?.hexLength === hexLength);
  const names = [...hinted, ...algorithmsOfLength(hexLength)].flatMap((each) => each?.name ?? []);
  return [...new Set(names)];
}
