import type { Probe } from '../../model/probe.ts';

const P1 = 0x9e3779b1;
const P2 = 0x85ebca77;
const P3 = 0xc2b2ae3d;
const P4 = 0x27d4eb2f;
const P5 = 0x165667b1;
const STRIPE = 16;

/** XXH32 with seed 0, as lz4 has it in its frames; unsigned, without waiting for an engine. */
export function xxh32(): Probe<number> {
  const rest = Buffer.alloc(STRIPE);
  let [a, b, c, d] = [(P1 + P2) | 0, P2 | 0, 0, -P1 | 0];
  let restLength = 0;
  let total = 0;

  const stripes = (bytes: Buffer, from: number): number => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = from;
    for (const last = view.byteLength - STRIPE; at <= last; at += STRIPE) {
      a = Math.imul(rotate((a + Math.imul(view.getInt32(at, true), P2)) | 0, 13), P1);
      b = Math.imul(rotate((b + Math.imul(view.getInt32(at + 4, true), P2)) | 0, 13), P1);
      c = Math.imul(rotate((c + Math.imul(view.getInt32(at + 8, true), P2)) | 0, 13), P1);
      d = Math.imul(rotate((d + Math.imul(view.getInt32(at + 12, true), P2)) | 0, 13), P1);
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
      let hash = total >= STRIPE ? rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18) : P5;
      hash = (hash + total) | 0;
      let at = 0;
      for (; at + 4 <= restLength; at += 4)
        hash = Math.imul(rotate(hash + Math.imul(rest.readInt32LE(at), P3), 17), P4);
      for (; at < restLength; at++) hash = Math.imul(rotate(hash + Math.imul(rest[at] ?? 0, P5), 11), P1);
      hash = Math.imul(hash ^ (hash >>> 15), P2);
      hash = Math.imul(hash ^ (hash >>> 13), P3);
      return (hash ^ (hash >>> 16)) >>> 0;
    },
  };
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
