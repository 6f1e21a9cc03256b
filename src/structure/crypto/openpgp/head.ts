import { constants, inflateRawSync, inflateSync } from 'node:zlib';
import { latin1At, u16be, u32be } from '../../kit/read-int.ts';

const MAX_SESSIONS = 64;

/** One packet at an offset of a head. */
type Packet = { readonly tag: number; readonly body: number; readonly end: number };

/**
 * Returns whether a head is OpenPGP: session keys up to the data they are for, a key with its first user or signature,
 * or signatures. Every field with few possible values is checked, so that random bytes pass once in a billion files.
 */
export function startsMessage(head: Uint8Array): boolean {
  const first = packetAt(head, 0);
  if (first === undefined) return false;
  if (first.tag === 1 || first.tag === 3) return startsEncrypted(head);
  if (first.tag === 5 || first.tag === 6)
    return isKey(head, first) && isOneOf(packetAt(head, first.end), [2, 7, 12, 13, 14, 17]);
  if (first.tag === 2) return isSignature(head, first) && isEndOrSignature(head, first.end);
  if (first.tag === 4) return head[first.body] === 3 && isOneOf(packetAt(head, first.end), [11, 8]);
  if (first.tag === 8) return startsCompressed(head, first.body);
  return false;
}

/**
 * Returns whether compressed data starts here: one byte of method, and output that begins with a signature, a literal,
 * or one-pass data.
 */
function startsCompressed(head: Uint8Array, body: number): boolean {
  const start = head.subarray(body + 1, body + 4097);
  if (head[body] === 3) return latin1At(start, 0, 3) === 'BZh';
  if (head[body] !== 1 && head[body] !== 2) return false;
  try {
    const inflate = head[body] === 1 ? inflateRawSync : inflateSync;
    const inner = inflate(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 8_388_608 });
    const first = packetAt(inner, 0);
    if (first?.tag === 4) return inner[first.body] === 3;
    if (first?.tag === 2) return isSignature(inner, first);
    return first?.tag === 11 && /^[btuml1]$/.test(latin1At(inner, first.body, 1));
  } catch {
    return false;
  }
}

function startsEncrypted(head: Uint8Array): boolean {
  let at = 0;
  for (let count = 0; count < MAX_SESSIONS; count++) {
    const packet = packetAt(head, at);
    if (packet === undefined) return false;
    if (packet.tag === 9) return count > 0;
    if (packet.tag === 18) return head[packet.body] === 1 || head[packet.body] === 2;
    if (packet.tag === 20) return head[packet.body] === 1;
    if (packet.tag === 1 && ![3, 6].includes(head[packet.body] ?? 0)) return false;
    if (packet.tag === 3 && ![4, 5, 6].includes(head[packet.body] ?? 0)) return false;
    if (packet.tag !== 1 && packet.tag !== 3 && packet.tag !== 10) return false;
    at = packet.end;
  }
  return false;
}

function isKey(head: Uint8Array, { body, end }: Packet): boolean {
  const version = head[body] ?? 0;
  const algorithm = head[body + (version === 3 ? 7 : 5)] ?? 0;
  const isKnown = (algorithm >= 1 && algorithm <= 3) || (algorithm >= 16 && algorithm <= 28);
  return (
    version >= 3 && version <= 6 && isKnown && end - body < 16_384 && u32be(head, body + 1) > 0x2000_0000
  );
}

function isSignature(head: Uint8Array, { body, end }: Packet): boolean {
  if (head[body] === 3) return head[body + 1] === 5 && end - body < 2048;
  const hashed = u16be(head, body + 4);
  return (
    (head[body] ?? 0) >= 4 &&
    (head[body] ?? 9) <= 6 &&
    (head[body + 3] ?? 99) <= 14 &&
    hashed < end - body &&
    end - body < 8192
  );
}

function isEndOrSignature(head: Uint8Array, at: number): boolean {
  if (at === head.length) return true;
  const next = packetAt(head, at);
  return next !== undefined && next.tag === 2 && isSignature(head, next);
}

function isOneOf(packet: Packet | undefined, tags: readonly number[]): boolean {
  return packet !== undefined && tags.includes(packet.tag);
}

/** Parses a packet whose length is known; the end of a partial one is not known. */
function packetAt(head: Uint8Array, at: number): Packet | undefined {
  const [first = 0, a = 0, b = 0] = head.subarray(at, at + 3);
  if (first < 0x80) return undefined;
  if (first < 0xc0) {
    const size = first & 3;
    const tag = (first >> 2) & 15;
    if (size === 0) return { tag, body: at + 2, end: at + 2 + a };
    if (size === 1) return { tag, body: at + 3, end: at + 3 + a * 256 + b };
    if (size === 2) return { tag, body: at + 5, end: at + 5 + u32be(head, at + 1) };
    return { tag, body: at + 1, end: Number.POSITIVE_INFINITY };
  }
  const tag = first & 0x3f;
  if (a < 192) return { tag, body: at + 2, end: at + 2 + a };
  if (a < 224) return { tag, body: at + 3, end: at + 3 + (a - 192) * 256 + b + 192 };
  if (a < 255) return { tag, body: at + 2, end: Number.POSITIVE_INFINITY };
  return { tag, body: at + 6, end: at + 6 + u32be(head, at + 2) };
}
