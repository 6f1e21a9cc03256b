const TRAILER = 32;
const LONG = 15;

/**
 * Returns what the dictionary of a property list, binary or XML, has under a key: a text or a truth value; undefined where it
 * has neither, and where the list cannot be read.
 */
export function valueInPlist(bytes: Buffer, key: string): string | boolean | undefined {
  return bytes.toString('latin1', 0, 6) === 'bplist' ? inBinary(bytes, key) : inXml(bytes, key);
}

function inXml(bytes: Buffer, wanted: string): string | boolean | undefined {
  const pairs = /<key>([^<]*)<\/key>\s*(?:<string>([^<]*)<\/string>|<(true|false)\s*\/>)/g;
  for (const [, key, text, truth] of bytes.toString().matchAll(pairs))
    if (key === wanted) return text ?? truth === 'true';
  return undefined;
}

function inBinary(bytes: Buffer, wanted: string): string | boolean | undefined {
  const trailer = bytes.subarray(-TRAILER);
  if (bytes.length < 8 + TRAILER) return undefined;
  const [width = 0, reference = 0] = trailer.subarray(6, 8);
  const [top = 0, table = 0] = [16, 24].map((at) => Number(trailer.readBigUInt64BE(at)));
  const offsetOf = (object: number): number => uint(bytes, table + object * width, width);
  const at = offsetOf(top);
  const kind = bytes[at] ?? 0;
  const { count, start } = lengthAt(bytes, at);
  if (kind >> 4 !== 0xd) return undefined;
  for (let i = 0; i < count && start + (count + i + 1) * reference <= bytes.length; i++) {
    if (valueAt(bytes, offsetOf(uint(bytes, start + i * reference, reference))) !== wanted) continue;
    return valueAt(bytes, offsetOf(uint(bytes, start + (count + i) * reference, reference)));
  }
  return undefined;
}

/** Returns a text or a truth value; undefined for other objects. */
function valueAt(bytes: Buffer, at: number): string | boolean | undefined {
  const kind = bytes[at] ?? 0;
  if (kind === 8 || kind === 9) return kind === 9;
  const { count, start } = lengthAt(bytes, at);
  if (kind >> 4 === 5) return bytes.toString('latin1', start, start + count);
  if (kind >> 4 !== 6 || start + 2 * count > bytes.length) return undefined;
  return Buffer.from(bytes.subarray(start, start + 2 * count))
    .swap16()
    .toString('utf16le');
}

/** Returns how many parts an object has, and where they begin: the length is in its first byte, or in a number after it. */
function lengthAt(bytes: Buffer, at: number): { readonly count: number; readonly start: number } {
  const low = (bytes[at] ?? 0) & LONG;
  if (low < LONG) return { count: low, start: at + 1 };
  const width = 1 << ((bytes[at + 1] ?? 0) & 3);
  return { count: uint(bytes, at + 2, width), start: at + 2 + width };
}

function uint(bytes: Buffer, at: number, width: number): number {
  return bytes.subarray(at, at + width).reduce((number, byte) => number * 256 + byte, 0);
}
