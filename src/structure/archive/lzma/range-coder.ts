/** The range coder of LZMA: bits, each with a probability that adapts. */

import { HALF } from './probabilities.ts';

/** Thrown where a stream cannot be decoded, with the reason; caught where streams are decoded. */
export class LzmaFault extends Error {}

/** The number of bytes that a range coder begins with. */
export const START = 5;

/** Decodes bits from the bytes of `input` at `at`. */
export class RangeCoder {
  input: Uint8Array = new Uint8Array();
  /** Where the next byte of input is. */
  at = 0;
  probabilities = new Uint16Array();
  #range = -1;
  #code = 0;

  /** Begins anew with so many probabilities. */
  reset(count: number): void {
    if (this.probabilities.length !== count) this.probabilities = new Uint16Array(count);
    this.probabilities.fill(HALF);
  }

  /** Starts at `at` of the input. */
  start(input: Uint8Array, at: number): void {
    if ((input[at] ?? 0) !== 0) throw new LzmaFault('its range coder does not begin with zero');
    this.#range = -1;
    this.#code = 0;
    for (let i = 1; i < START; i++) this.#code = (this.#code << 8) | (input[at + i] ?? 0);
    this.at = at + START;
  }

  /** Whether it may end here. */
  get isFinished(): boolean {
    return this.#code === 0;
  }

  /** Decodes a bit with the probability at a place, which learns from it. */
  bit(at: number): number {
    const probabilities = this.probabilities;
    const probability = probabilities[at] ?? 0;
    const bound = Math.imul(this.#range >>> 11, probability);
    let bit = 0;
    if (this.#code >>> 0 < bound >>> 0) {
      this.#range = bound;
      probabilities[at] = probability + ((2048 - probability) >> 5);
    } else {
      this.#range = (this.#range - bound) | 0;
      this.#code = (this.#code - bound) | 0;
      probabilities[at] = probability - (probability >> 5);
      bit = 1;
    }
    if (this.#range >>> 24 === 0) {
      this.#range <<= 8;
      this.#code = (this.#code << 8) | (this.input[this.at++] ?? 0);
    }
    return bit;
  }

  /** Decodes a number of so many bits, each in the context of those before it: one bit after another, with the state of the coder in variables: most of the time is spent here. */
  tree(base: number, bits: number): number {
    const probabilities = this.probabilities;
    const input = this.input;
    const end = 1 << bits;
    let range = this.#range;
    let code = this.#code;
    let { at } = this;
    let node = 1;
    while (node < end) {
      const probability = probabilities[base + node] ?? 0;
      const bound = Math.imul(range >>> 11, probability);
      if (code >>> 0 < bound >>> 0) {
        range = bound;
        probabilities[base + node] = probability + ((2048 - probability) >> 5);
        node <<= 1;
      } else {
        range = (range - bound) | 0;
        code = (code - bound) | 0;
        probabilities[base + node] = probability - (probability >> 5);
        node = (node << 1) | 1;
      }
      if (range >>> 24 === 0) {
        range <<= 8;
        code = (code << 8) | (input[at++] ?? 0);
      }
    }
    this.#range = range;
    this.#code = code;
    this.at = at;
    return node - end;
  }

  /** The same with the lowest bit first. */
  reverseTree(base: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(base + node);
      node = (node << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  /** Decodes bits of which both values are as likely. */
  direct(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.#range >>>= 1;
      const bit = this.#code >>> 0 < this.#range >>> 0 ? 0 : 1;
      if (bit === 1) this.#code = (this.#code - this.#range) | 0;
      value = (value << 1) | bit;
      if (this.#range >>> 24 === 0) {
        this.#range <<= 8;
        this.#code = (this.#code << 8) | (this.input[this.at++] ?? 0);
      }
    }
    return value;
  }

  /** Decodes a literal after a match: the byte that the match would have gone on with says what it is not. */
  treeBeside(base: number, matched: number): number {
    const probabilities = this.probabilities;
    const input = this.input;
    let range = this.#range;
    let code = this.#code;
    let { at } = this;
    let offset = 0x100;
    let node = 1;
    let rest = matched;
    while (node < 0x100) {
      rest <<= 1;
      const wanted = rest & offset;
      const place = base + offset + wanted + node;
      const probability = probabilities[place] ?? 0;
      const bound = Math.imul(range >>> 11, probability);
      if (code >>> 0 < bound >>> 0) {
        range = bound;
        probabilities[place] = probability + ((2048 - probability) >> 5);
        node <<= 1;
        offset &= ~wanted;
      } else {
        range = (range - bound) | 0;
        code = (code - bound) | 0;
        probabilities[place] = probability - (probability >> 5);
        node = (node << 1) | 1;
        offset &= wanted;
      }
      if (range >>> 24 === 0) {
        range <<= 8;
        code = (code << 8) | (input[at++] ?? 0);
      }
    }
    this.#range = range;
    this.#code = code;
    this.at = at;
    return node & 0xff;
  }
}
