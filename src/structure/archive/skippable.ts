/** Whether a frame of zstd or lz4 with this magic number (32 bits, little-endian) is one to pass over. */
export function isSkippable(magic: number): boolean {
  return magic >= 0x184d2a50 && magic <= 0x184d2a5f;
}
