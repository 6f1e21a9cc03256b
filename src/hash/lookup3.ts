const GOLDEN = 0xdeadbeef;
const LANES = 12;

/** Returns the hash `lookup3` of Bob Jenkins (hashlittle with an initial value of 0), as HDF5 uses it; unsigned. */
export function lookup3(bytes: Uint8Array): number {
  const start = (GOLDEN + bytes.length) | 0;
  const state: State = [start, start, start];
  let at = 0;
  for (; bytes.length - at > LANES; at += LANES) {
    add(state, bytes, at);
    mix(state);
  }
  if (at === bytes.length) return state[2] >>> 0;
  add(state, bytes, at);
  finish(state);
  return state[2] >>> 0;
}

type State = [a: number, b: number, c: number];

function add(state: State, bytes: Uint8Array, at: number): void {
  state[0] = (state[0] + word(bytes, at)) | 0;
  state[1] = (state[1] + word(bytes, at + 4)) | 0;
  state[2] = (state[2] + word(bytes, at + 8)) | 0;
}

/** Bytes beyond the end count as 0. */
function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function turned(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function mix(state: State): void {
  let [a, b, c] = state;
  a = (a - c) ^ turned(c, 4);
  c = (c + b) | 0;
  b = (b - a) ^ turned(a, 6);
  a = (a + c) | 0;
  c = (c - b) ^ turned(b, 8);
  b = (b + a) | 0;
  a = (a - c) ^ turned(c, 16);
  c = (c + b) | 0;
  b = (b - a) ^ turned(a, 19);
  a = (a + c) | 0;
  c = (c - b) ^ turned(b, 4);
  b = (b + a) | 0;
  state[0] = a;
  state[1] = b;
  state[2] = c;
}

function finish(state: State): void {
  let [a, b, c] = state;
  c = ((c ^ b) - turned(b, 14)) | 0;
  a = ((a ^ c) - turned(c, 11)) | 0;
  b = ((b ^ a) - turned(a, 25)) | 0;
  c = ((c ^ b) - turned(b, 16)) | 0;
  a = ((a ^ c) - turned(c, 4)) | 0;
  b = ((b ^ a) - turned(a, 14)) | 0;
  c = ((c ^ b) - turned(b, 24)) | 0;
  state[0] = a;
  state[1] = b;
  state[2] = c;
}
