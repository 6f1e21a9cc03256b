import { readFileSync, writeFileSync } from 'node:fs';

/** Bytes that look random and are the same in every run: xorshift32. */
export function seededBytes(seed: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = (seed * 2_654_435_761 + 1) | 0;
  for (let i = 0; i < size; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state & 0xff;
  }
  return bytes;
}

/** Changes one bit of the byte of a file at an offset; a second time changes it back. */
export function flipByte(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
}
