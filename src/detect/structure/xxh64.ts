import type { Probe } from '../../model/probe.ts';

/** 64 bits as two signed halves; the lanes are written over in place, for this is the inner loop. */
type Word = { high: number; low: number };

const word = (high: number, low: number): Word => ({ high: high | 0, low: low | 0 });
const P1 = word(0x9e3779b1, 0x85ebca87);
const P2 = word(0xc2b2ae3d, 0x27d4eb4f);
const P3 = word(0x165667b1, 0x9e3779f9);
const P4 = word(0x85ebca77, 0xc2b2ae63);
const P5 = word(0x27d4eb2f, 0x165667c5);
const STRIPE = 32;

/** XXH64 with seed 0, as the betas of borg 2 have it in their segments; 16 hex digits, without waiting for an engine. */
export function xxh64(): Probe<string> {
  const rest = Buffer.alloc(STRIPE);
  const lanes = [word(0x60ea27ee, 0xadc0b5d6), { ...P2 }, word(0, 0), word(0x61c8864e, 0x7a143579)] as const;
  let restLength = 0;
  let total = 0;

  const stripes = (bytes: Buffer, from: number): number => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = from;
    for (const last = view.byteLength - STRIPE; at <= last; at += STRIPE)
      for (let i = 0; i < 4; i++) {
        const lane = lanes[i];
        if (lane !== undefined)
          round(lane, view.getInt32(at + i * 8 + 4, true), view.getInt32(at + i * 8, true));
      }
    return at;
  };

  return {
    update(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      total += bytes.length;
      let at = 0;
      if (restLength > 0) {
        at = bytes.copy(rest, restLength);
        restLength += at;
        if (restLength < STRIPE) return;
        stripes(rest, 0);
      }
      restLength = bytes.copy(rest, 0, stripes(bytes, at));
    },
    end() {
      const hash = total >= STRIPE ? merged(lanes) : { ...P5 };
      add(hash, Math.floor(total / 2 ** 32), total);
      let at = 0;
      for (; at + 8 <= restLength; at += 8) {
        const lane = word(0, 0);
        round(lane, rest.readInt32LE(at + 4), rest.readInt32LE(at));
        mix(hash, lane, 27, P1, P4);
      }
      if (at + 4 <= restLength) {
        const lane = word(0, rest.readInt32LE(at));
        multiply(lane, P1);
        mix(hash, lane, 23, P2, P3);
        at += 4;
      }
      for (; at < restLength; at++) {
        const lane = word(0, rest.readUInt8(at));
        multiply(lane, P5);
        mix(hash, lane, 11, P1, undefined);
      }
      return avalanche(hash);
    },
  };
}

type Lanes = readonly [Word, Word, Word, Word];

function merged(lanes: Lanes): Word {
  const hash = word(0, 0);
  for (const [i, bits] of [1, 7, 12, 18].entries()) {
    const turned = { ...(lanes[i] ?? hash) };
    rotate(turned, bits);
    add(hash, turned.high, turned.low);
  }
  for (const { high, low } of lanes) {
    const lane = word(0, 0);
    round(lane, high, low);
    hash.high ^= lane.high;
    hash.low ^= lane.low;
    multiply(hash, P1);
    add(hash, P4.high, P4.low);
  }
  return hash;
}

function round(lane: Word, high: number, low: number): void {
  const input = word(high, low);
  multiply(input, P2);
  add(lane, input.high, input.low);
  rotate(lane, 31);
  multiply(lane, P1);
}

function mix(hash: Word, lane: Word, bits: number, factor: Word, plus: Word | undefined): void {
  hash.high ^= lane.high;
  hash.low ^= lane.low;
  rotate(hash, bits);
  multiply(hash, factor);
  if (plus !== undefined) add(hash, plus.high, plus.low);
}

function avalanche(hash: Word): string {
  shiftIn(hash, 33);
  multiply(hash, P2);
  shiftIn(hash, 29);
  multiply(hash, P3);
  shiftIn(hash, 32);
  return [hash.high, hash.low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The word against itself, shifted right by so many bits: 1 to 63. */
function shiftIn(value: Word, bits: number): void {
  const { high, low } = value;
  if (bits >= 32) {
    value.low = low ^ (bits === 32 ? high : high >>> (bits - 32));
    return;
  }
  value.low = low ^ ((low >>> bits) | (high << (32 - bits)));
  value.high = high ^ (high >>> bits);
}

function add(sum: Word, high: number, low: number): void {
  const lows = (sum.low >>> 0) + (low >>> 0);
  sum.low = lows | 0;
  sum.high = (sum.high + high + (lows >= 2 ** 32 ? 1 : 0)) | 0;
}

/** To the left, by 1 to 31 bits. */
function rotate(value: Word, bits: number): void {
  const { high, low } = value;
  value.high = (high << bits) | (low >>> (32 - bits));
  value.low = (low << bits) | (high >>> (32 - bits));
}

/** The low 64 bits of a product, from 16-bit pieces whose products a double holds exactly. */
function multiply(value: Word, { high, low }: Word): void {
  const a0 = value.low & 0xffff;
  const a1 = value.low >>> 16;
  const b0 = low & 0xffff;
  const b1 = low >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const other = a0 * b1 + (middle & 0xffff);
  const carried = a1 * b1 + (middle >>> 16) + (other >>> 16);
  value.high = (carried + Math.imul(value.low, high) + Math.imul(value.high, low)) | 0;
  value.low = Math.imul(value.low, low);
}
