/**
 * Decodes the text of a list of any format into bytes of UTF-8, or of whatever code page the names are in: byte order marks,
 * UTF-16 with and without one, and lists to which lines were appended in the other encoding.
 */

/** The bytes of a text without its encoding, and what was found of that. */
export type DecodedText = {
  readonly content: Buffer;
  readonly encoding: 'utf-8-mark' | 'utf-16' | 'mixed' | 'plain';
};

type Order = 'utf-16le' | 'utf-16be';
type Stretch = { readonly start: number; readonly end: number; readonly order: Order };

const LF = 0x0a;
/** So many pairs at the start of a line show UTF-16: most of them are ASCII. */
const PAIRS = 16;
/** So many bytes without a NUL are not UTF-16 with a digest in it. */
const NARROW = 64;
const CHUNK = 8 << 20;

/** Decodes a whole text, or its beginning. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (raw.toString('hex', 0, 3) === 'efbbbf') return { content: raw.subarray(3), encoding: 'utf-8-mark' };
  const parts: Buffer[] = [];
  let at = 0;
  for (let next = nextStretch(raw, 0); next !== undefined; next = nextStretch(raw, at)) {
    if (next.start > at) parts.push(withoutMark(raw.subarray(at, next.start)));
    parts.push(...decoded(raw.subarray(next.start, next.end), next.order));
    at = next.end;
  }
  if (at === 0) return { content: raw, encoding: 'plain' };
  const isMixed = parts.length > 0 && (at < raw.length || startOf(raw) === undefined);
  if (at < raw.length) parts.push(raw.subarray(at));
  return { content: Buffer.concat(parts), encoding: isMixed ? 'mixed' : 'utf-16' };
}

/** The encoding that a text begins with. */
function startOf(raw: Buffer): Order | undefined {
  return markAt(raw, 0) ?? wideAt(raw, 0);
}

function nextStretch(raw: Buffer, from: number): Stretch | undefined {
  if (from === 0) {
    const order = startOf(raw);
    if (order !== undefined) return { start: 0, end: endOf(raw, 0, order), order };
  }
  const nul = raw.indexOf(0, from);
  if (nul < 0) return undefined;
  for (const start of [nul - 1, nul]) {
    const before = markAt(raw, start - 2) === undefined ? start : start - 2;
    if (before < 1 || raw[before - 1] !== LF) continue;
    const order = wideAt(raw, start);
    if (order !== undefined) return { start: before, end: endOf(raw, start, order), order };
  }
  return undefined;
}

function markAt(raw: Buffer, at: number): Order | undefined {
  if (at < 0) return undefined;
  const mark = raw.toString('hex', at, at + 2);
  return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : undefined;
}

function wideAt(raw: Buffer, at: number): Order | undefined {
  const pairs = Math.min(PAIRS, (raw.length - at) >> 1);
  if (pairs < PAIRS / 2) return undefined;
  const counts = { 'utf-16le': 0, 'utf-16be': 0 };
  for (let i = at; i < at + pairs * 2; i += 2) {
    if (raw[i] !== 0 && raw[i + 1] === 0) counts['utf-16le'] += 1;
    if (raw[i] === 0 && raw[i + 1] !== 0) counts['utf-16be'] += 1;
  }
  const order = counts['utf-16le'] >= counts['utf-16be'] ? 'utf-16le' : 'utf-16be';
  return counts[order] * 4 > pairs * 3 ? order : undefined;
}

/** Where UTF-16 ends: at the end of a line after which there is no NUL. */
function endOf(raw: Buffer, start: number, order: Order): number {
  const feed = order === 'utf-16le' ? '\n\0' : '\0\n';
  for (let at = raw.indexOf(feed, start, 'latin1'); at >= 0; at = raw.indexOf(feed, at + 1, 'latin1')) {
    const next = at + 2;
    if ((at - start) % 2 !== 0) continue;
    const rest = raw.subarray(next, next + NARROW);
    if (rest.length > 1 && !rest.includes(0)) return next;
  }
  return raw.length;
}

function decoded(bytes: Buffer, order: Order): Buffer[] {
  const decoder = new TextDecoder(order);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK)
    parts.push(Buffer.from(decoder.decode(bytes.subarray(at, at + CHUNK), { stream: true })));
  return [...parts, Buffer.from(decoder.decode())];
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.toString('hex', 0, 3) === 'efbbbf' ? bytes.subarray(3) : bytes;
}
