/**
 * XXH3 with 64 bits, seed 0 and the secret of its authors (xxh3.h), of bytes that are there as a whole, without waiting for
 * an engine to load. Long input is hashed with numbers of 32 bits, for big integers are slow.
 */
const SECRET = Buffer.from(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248e' +
    'e03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a' +
    '51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8f' +
    'f8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e',
  'hex',
);
const P32_1 = 0x9e3779b1;
const P64_1 = 0x9e3779b185ebca87n;
const P64_2 = 0xc2b2ae3d27d4eb4fn;
const P64_3 = 0x165667b19e3779f9n;
const P64_4 = 0x85ebca77c2b2ae63n;
const P64_5 = 0x27d4eb2f165667c5n;
const MX1 = 0x165667919e3779f9n;
const MX2 = 0x9fb21c651e98df25n;
const LONG = 240;
const STRIPE = 64;
const BLOCK = 1024;

/** Returns the XXH3 of bytes, as an unsigned number of 64 bits. */
export function xxh3(bytes: Buffer): bigint {
  if (bytes.length > LONG) return long(bytes);
  if (bytes.length > 128) return medium(bytes);
  return bytes.length > 16 ? short(bytes) : tiny(bytes);
}

function tiny(bytes: Buffer): bigint {
  const { length } = bytes;
  if (length > 8) {
    const low = bytes.readBigUInt64LE(0) ^ secret(24) ^ secret(32);
    const high = bytes.readBigUInt64LE(length - 8) ^ secret(40) ^ secret(48);
    const swapped = Buffer.alloc(8);
    swapped.writeBigUInt64LE(low);
    return avalanche(wrap(BigInt(length) + swapped.readBigUInt64BE() + high + fold(low, high)));
  }
  if (length >= 4) {
    const input = BigInt(bytes.readUInt32LE(length - 4)) + (BigInt(bytes.readUInt32LE(0)) << 32n);
    let hash = input ^ secret(8) ^ secret(16);
    hash ^= rotate(hash, 49n) ^ rotate(hash, 24n);
    hash = wrap(hash * MX2);
    hash = wrap((hash ^ ((hash >> 35n) + BigInt(length))) * MX2);
    return hash ^ (hash >> 28n);
  }
  if (length === 0) return avalanche64(secret(56) ^ secret(64));
  const [first, middle, last] = [
    bytes.readUInt8(0),
    bytes.readUInt8(length >> 1),
    bytes.readUInt8(length - 1),
  ];
  const combined = (first << 16) | (middle << 24) | last | (length << 8);
  return avalanche64(BigInt((combined ^ SECRET.readUInt32LE(0) ^ SECRET.readUInt32LE(4)) >>> 0));
}

function short(bytes: Buffer): bigint {
  const { length } = bytes;
  let sum = BigInt(length) * P64_1;
  for (let i = (length - 1) >> 5; i >= 0; i--)
    sum += mix(bytes, 16 * i, 32 * i) + mix(bytes, length - 16 * (i + 1), 32 * i + 16);
  return avalanche(wrap(sum));
}

function medium(bytes: Buffer): bigint {
  let sum = BigInt(bytes.length) * P64_1;
  for (let i = 0; i < 8; i++) sum += mix(bytes, 16 * i, 16 * i);
  sum = avalanche(wrap(sum));
  for (let i = 8; i < bytes.length >> 4; i++) sum += mix(bytes, 16 * i, 16 * (i - 8) + 3);
  return avalanche(wrap(sum + mix(bytes, bytes.length - 16, 119)));
}

/** The eight sums of long input, the lower half of each first. */
const sums = new Uint32Array(16);
const START = [0xc2b2ae3dn, P64_1, P64_2, P64_3, P64_4, 0x85ebca77n, P64_5, 0x9e3779b1n];
const secretWords = Uint32Array.from({ length: 48 }, (_, i) => SECRET.readUInt32LE(4 * i));
const lastWords = Uint32Array.from({ length: 16 }, (_, i) => SECRET.readUInt32LE(121 + 4 * i));

function long(bytes: Buffer): bigint {
  START.forEach((value, i) => {
    sums[2 * i] = Number(value & 0xffffffffn);
    sums[2 * i + 1] = Number(value >> 32n);
  });
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = bytes.length - 1;
  const blocks = Math.floor(last / BLOCK);
  const stripes = Math.floor((last - blocks * BLOCK) / STRIPE);
  for (let i = 0; i < blocks * 16 + stripes; i++) {
    addStripe(data, i * STRIPE, secretWords, (i % 16) * 2);
    if (i % 16 === 15) scramble();
  }
  addStripe(data, bytes.length - STRIPE, lastWords, 0);
  let sum = BigInt(bytes.length) * P64_1;
  for (let i = 0; i < 4; i++)
    sum += fold(sumAt(2 * i) ^ secret(11 + 16 * i), sumAt(2 * i + 1) ^ secret(19 + 16 * i));
  return avalanche(wrap(sum));
}

function addStripe(data: DataView, at: number, key: Uint32Array, keyAt: number): void {
  for (let i = 0; i < 16; i += 2) {
    const low = data.getUint32(at + 4 * i, true);
    const high = data.getUint32(at + 4 * i + 4, true);
    add(i ^ 2, low, high);
    const a = (low ^ (key[keyAt + i] ?? 0)) >>> 0;
    const b = (high ^ (key[keyAt + i + 1] ?? 0)) >>> 0;
    add(i, Math.imul(a, b) >>> 0, upperHalf(a, b));
  }
}

function scramble(): void {
  for (let i = 0; i < 16; i += 2) {
    const [low = 0, high = 0] = [sums[i], sums[i + 1]];
    // Of the shift by 47, only the lower half gets bits.
    const a = (low ^ (high >>> 15) ^ (secretWords[32 + i] ?? 0)) >>> 0;
    const b = (high ^ (secretWords[33 + i] ?? 0)) >>> 0;
    sums[i] = Math.imul(a, P32_1);
    sums[i + 1] = upperHalf(a, P32_1) + (Math.imul(b, P32_1) >>> 0);
  }
}

function add(i: number, low: number, high: number): void {
  const sum = (sums[i] ?? 0) + low;
  sums[i] = sum;
  sums[i + 1] = (sums[i + 1] ?? 0) + high + (sum > 0xffffffff ? 1 : 0);
}

/** Returns the upper 32 bits of a product of two unsigned numbers of 32 bits. */
function upperHalf(x: number, y: number): number {
  const [x0, x1, y0, y1] = [x & 0xffff, x >>> 16, y & 0xffff, y >>> 16];
  const middle = x1 * y0 + ((x0 * y0) >>> 16);
  const other = x0 * y1 + (middle & 0xffff);
  return x1 * y1 + (middle >>> 16) + (other >>> 16);
}

function sumAt(i: number): bigint {
  return BigInt(sums[2 * i] ?? 0) + (BigInt(sums[2 * i + 1] ?? 0) << 32n);
}

function secret(at: number): bigint {
  return SECRET.readBigUInt64LE(at);
}

function mix(bytes: Buffer, at: number, key: number): bigint {
  return fold(bytes.readBigUInt64LE(at) ^ secret(key), bytes.readBigUInt64LE(at + 8) ^ secret(key + 8));
}

/** Returns both halves of a product of 128 bits, one over the other. */
function fold(a: bigint, b: bigint): bigint {
  const product = a * b;
  return wrap(product) ^ (product >> 64n);
}

function avalanche(value: bigint): bigint {
  const hash = wrap((value ^ (value >> 37n)) * MX1);
  return hash ^ (hash >> 32n);
}

/** Returns the last steps of XXH64. */
function avalanche64(value: bigint): bigint {
  let hash = wrap((value ^ (value >> 33n)) * P64_2);
  hash = wrap((hash ^ (hash >> 29n)) * P64_3);
  return hash ^ (hash >> 32n);
}

function rotate(value: bigint, by: bigint): bigint {
  return wrap(value << by) | (value >> (64n - by));
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
