/** Returns whether a zstd or lz4 frame with this magic number (32 bits, little-endian) is to be skipped. */
export function isSkippable(magic: number): boolean {
  return magic >= 0x184d2a50 && magic <= 0x184d2a5f;
}
