/**
 * Returns the size in bytes of an ID3v2 tag at the start of a head (ID3v2.4, 3.1), 0 where there is none; it may be
 * more than the file has.
 */
export function id3Length(head: Uint8Array): number {
  const [i, d, three, major = 0xff, , flags = 0, a = 0xff, b = 0xff, c = 0xff, e = 0xff] = head;
  if (i !== 0x49 || d !== 0x44 || three !== 0x33 || major > 4 || (a | b | c | e) > 0x7f) return 0;
  return 10 + a * 2 ** 21 + b * 2 ** 14 + c * 128 + e + (flags & 0x10 ? 10 : 0);
}
