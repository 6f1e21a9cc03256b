/** The chain of frames of which MPEG audio and ADTS consist: each header gives the length of its frame. */
import type { Source, Step } from '../kit/chunked-reader.ts';
import { id3Length } from './id3.ts';

const LOOK = 16_384;
const STRIPE = 65_536;
const LONGEST_HEADER = 7;
const MIN_CHAIN = 3;

/** A frame by its header: its length in bytes including the header, and what is the same in all frames of a file. */
export type AudioFrame = { readonly length: number; readonly kind: number };

/** Parses a header of up to 7 bytes at an index; undefined where there is none, 'free' where it gives no length. */
export type ParseFrame = (bytes: Uint8Array, at: number) => AudioFrame | 'free' | undefined;

/** The result of following a chain. */
export type Chain = {
  readonly frames: number;
  /** Bytes between frames that are neither frames nor tags, and the longest range of them with its offset. */
  readonly lost: number;
  readonly longest: number;
  readonly longestAt: number;
  /** The number of such ranges, and how many of them, counted from the frame before, cross a 64 KiB boundary. */
  readonly losses: number;
  readonly splices: number;
  /** Such bytes after the last frame. */
  readonly trailing: number;
  /** Whether the file ends inside its last frame. */
  readonly isCut: boolean;
  readonly isFree: boolean;
};

/**
 * Returns where a chain of at least three frames of one kind starts, after an ID3v2 tag and zeros; -1 where there is
 * none.
 */
export function startOfFrames(head: Uint8Array, parse: ParseFrame): number {
  let start = id3Length(head);
  while (head[start] === 0) start++;
  return isChain(head, start, parse) ? start : -1;
}

function isChain(bytes: Uint8Array, start: number, parse: ParseFrame): boolean {
  let at = start;
  let kind: number | undefined;
  for (let frames = 0; frames < MIN_CHAIN; frames++) {
    const frame = parse(bytes, at);
    if (frame === undefined || frame === 'free' || (kind !== undefined && frame.kind !== kind)) return false;
    kind = frame.kind;
    at += frame.length;
    // The bytes examined end inside the second frame or after it.
    if (at >= bytes.length) return frames > 0;
  }
  return true;
}

/** Follows the chain from the current offset, passing the first frame to `see`. */
export function* walkFrames(
  source: Source,
  parse: ParseFrame,
  seeFirst: (bytes: Buffer) => void,
): Step<Chain> {
  const chain = {
    frames: 0,
    lost: 0,
    longest: 0,
    longestAt: 0,
    losses: 0,
    splices: 0,
    trailing: 0,
    isCut: false,
    isFree: false,
  };
  let lastFrame = 0;
  let kind: number | undefined;
  for (;;) {
    const start = source.offset;
    const head = yield* source.peek(LONGEST_HEADER);
    if (head.length === 0) return chain;
    const frame = parse(head, 0);
    if (frame === 'free') return { ...chain, isFree: true };
    if (frame !== undefined && (kind === undefined || frame.kind === kind)) {
      if (kind === undefined) seeFirst(yield* source.peek(256));
      kind = frame.kind;
      lastFrame = start;
      chain.isCut = !(yield* source.skip(frame.length));
      if (!chain.isCut) chain.frames += 1;
      continue;
    }
    if (yield* skipTag(source)) continue;
    if (!(yield* findChain(source, parse, kind))) {
      chain.trailing = source.offset - start;
      return chain;
    }
    const lost = source.offset - start;
    // Zeros after a tag are its padding.
    if (chain.frames === 0) continue;
    chain.lost += lost;
    chain.losses += 1;
    if (Math.floor(lastFrame / STRIPE) < Math.floor(source.offset / STRIPE)) chain.splices += 1;
    if (lost > chain.longest) Object.assign(chain, { longest: lost, longestAt: start });
  }
}

/** Skips to the next chain of frames or tag; false where there is none up to the end of the file. */
function* findChain(source: Source, parse: ParseFrame, kind: number | undefined): Step<boolean> {
  for (;;) {
    const bytes = yield* source.peek(LOOK);
    const isLast = bytes.length < LOOK;
    const until = isLast ? bytes.length : bytes.length / 2;
    for (let at = 1; at < until; at++) {
      const isTag = bytes[at] === 0x41 || bytes[at] === 0x49 || bytes[at] === 0x4c || bytes[at] === 0x54;
      if (isTag && TAGS.test(bytes.toString('latin1', at, at + 11))) {
        yield* source.skip(at);
        return true;
      }
      if (bytes[at] !== 0xff) continue;
      const frame = parse(bytes, at);
      const isKind = typeof frame === 'object' && (kind === undefined || frame.kind === kind);
      if (!isKind || !isChain(bytes, at, parse)) continue;
      yield* source.skip(at);
      return true;
    }
    yield* source.skip(until);
    if (isLast) return false;
  }
}

const TAGS = /^(?:TAG\+|APETAGEX|LYRICSBEGIN|ID3[^\x20-\xff]|TAG[\x20-\x7e\xa0-\xff]{3})/;

/** Skips a tag (ID3v1, ID3v2, APEv1, APEv2, Lyrics3) if there is one. */
function* skipTag(source: Source): Step<boolean> {
  const head = yield* source.peek(32);
  const text = head.toString('latin1');
  const id3 = id3Length(head);
  if (id3 > 0) return yield* some(source, id3);
  if (text.startsWith('TAG+')) return yield* some(source, 227);
  if (text.startsWith('TAG')) return yield* some(source, 128);
  if (text.startsWith('APETAGEX') && head.length === 32) {
    const isHeader = (head.readUInt8(23) & 0x20) !== 0;
    return yield* some(source, 32 + (isHeader ? head.readUInt32LE(12) : 0));
  }
  if (!text.startsWith('LYRICSBEGIN')) return false;
  const end = /LYRICS200|LYRICSEND/.exec((yield* source.peek(65_536)).toString('latin1'));
  return yield* some(source, end === null ? 11 : end.index + 9);
}

function* some(source: Source, count: number): Step<true> {
  yield* source.skip(count);
  return true;
}
