/**
 * LZMA (the LZMA SDK's specification): a range coder over adaptive probabilities, which gives literals and matches. A symbol
 * takes at most `MOST_INPUT` bytes, which must be readable after the input, whatever they are.
 */
import { copyMatch } from '../../kit/copy-match.ts';
import { AT, LENGTH, PER_LITERAL } from './probabilities.ts';
import { LzmaFault, RangeCoder } from './range-coder.ts';
import type { Window } from './window.ts';

/** The fault of a stream that needs more of a large dictionary than is kept. */
export const NOT_KEPT = 'it needs more of its dictionary than is kept';

const BEFORE_BEGINNING = 'it refers to bytes before its beginning';

/** The most input that one symbol takes. */
export const MOST_INPUT = 24;

/** The longest match. */
export const LONGEST_MATCH = 273;

/** The bits of a context of literals (`lc`, `lp`) and of a position (`pb`). */
export type LzmaProperties = {
  readonly context: number;
  readonly literalPosition: number;
  readonly position: number;
};

/** Reads the byte of properties; undefined where it is none, or has more contexts than xz supports. */
export function lzmaProperties(byte: number): LzmaProperties | undefined {
  const [context, rest] = [byte % 9, Math.floor(byte / 9)];
  const literalPosition = rest % 5;
  const position = Math.floor(rest / 5);
  return position > 4 || context + literalPosition > 4 ? undefined : { context, literalPosition, position };
}

const LONGEST_SPECIAL = 14;
const FIRST_SPECIAL = 4;

/** Decodes LZMA into a window. */
export class LzmaDecoder {
  readonly coder = new RangeCoder();
  readonly #window: Window;
  #state = 0;
  readonly #last = Int32Array.of(0, 0, 0, 0);
  #count = 0;
  #context = 0;
  #literalMask = 0;
  #positionMask = 0;

  /** Makes a decoder without properties: `reset` comes first. */
  constructor(window: Window) {
    this.#window = window;
  }

  /** Begins anew, with other properties where they are given. */
  reset(properties?: LzmaProperties): void {
    if (properties !== undefined) {
      const { context, literalPosition, position } = properties;
      this.#context = context;
      this.#literalMask = (1 << literalPosition) - 1;
      this.#positionMask = (1 << position) - 1;
      this.#count = AT.literal + (PER_LITERAL << (context + literalPosition));
    }
    this.coder.reset(this.#count);
    this.#state = 0;
    this.#last.fill(0);
  }

  /**
   * Decodes until `count` bytes were written or the input is used up to `end` at least; returns whether an end mark came
   * instead. The last match may write up to `more` bytes beyond; for all there must be room.
   */
  decode(input: Uint8Array, end: number, count: number, more = 0): boolean {
    const { coder } = this;
    const window = this.#window;
    coder.input = input;
    const { bytes: output, dictionary, isCapped, to: from } = window;
    const limit = from + count;
    /** Between a place in the window and the bytes since the dictionary was emptied. */
    const shift = window.filled - from;
    let isEnd = false;
    let to = from;
    while (to < limit && coder.at < end) {
      const position = (to + shift) & this.#positionMask;
      const state = this.#state;
      if (coder.bit(AT.isMatch + (state << 4) + position) === 0) {
        const before = to + shift === 0 ? 0 : (output[to - 1] ?? 0);
        const context =
          (((to + shift) & this.#literalMask) << this.#context) + (before >> (8 - this.#context));
        const base = AT.literal + PER_LITERAL * context;
        output[to] =
          state < 7
            ? coder.tree(base, 8)
            : coder.treeBeside(base, output[to - (this.#last[0] ?? 0) - 1] ?? 0);
        to++;
        this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
        continue;
      }
      const length = this.#match(state, position);
      const distance = (this.#last[0] ?? 0) + 1;
      if (distance === 0) {
        isEnd = true;
        break;
      }
      if (distance < 0 || distance > to + shift || distance > dictionary)
        throw new LzmaFault(isCapped && distance > dictionary ? NOT_KEPT : BEFORE_BEGINNING);
      if (length > limit + more - to) throw new LzmaFault('it is longer than it says');
      if (length === 1) output[to] = output[to - distance] ?? 0;
      else copyMatch(output, to, distance, length);
      to += length;
    }
    window.to = to;
    window.filled += to - from;
    return isEnd;
  }

  /** Decodes the length of a match, and its distance less one into the last distances. */
  #match(state: number, position: number): number {
    const { coder } = this;
    const last = this.#last;
    if (coder.bit(AT.isRepeat + state) === 0) {
      last.copyWithin(1, 0, 3);
      this.#state = state < 7 ? 7 : 10;
      const length = this.#length(AT.matchLength, position);
      last[0] = this.#distance(length);
      return length;
    }
    if (coder.bit(AT.isOther + state) === 0) {
      if (coder.bit(AT.isLong + (state << 4) + position) === 0) {
        this.#state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      const which = coder.bit(AT.isThird + state) === 0 ? 1 : 2 + coder.bit(AT.isFourth + state);
      const distance = last[which] ?? 0;
      last.copyWithin(1, 0, which);
      last[0] = distance;
    }
    this.#state = state < 7 ? 8 : 11;
    return this.#length(AT.repeatLength, position);
  }

  #length(base: number, position: number): number {
    const { coder } = this;
    if (coder.bit(base) === 0) return 2 + coder.tree(base + LENGTH.low + (position << 3), 3);
    if (coder.bit(base + 1) === 0) return 10 + coder.tree(base + LENGTH.middle + (position << 3), 3);
    return 18 + coder.tree(base + LENGTH.high, 8);
  }

  #distance(length: number): number {
    const { coder } = this;
    const slot = coder.tree(AT.slot + (Math.min(length - 2, 3) << 6), 6);
    if (slot < FIRST_SPECIAL) return slot;
    const bits = (slot >> 1) - 1;
    const high = (2 | (slot & 1)) << bits;
    if (slot < LONGEST_SPECIAL) return high + coder.reverseTree(AT.special + high - slot, bits);
    const middle = coder.direct(bits - 4) << 4;
    return (high + middle + coder.reverseTree(AT.align, 4)) | 0;
  }
}
