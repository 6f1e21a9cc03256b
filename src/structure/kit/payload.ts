const [HASH, BANG] = [0x23, 0x21];
/** What self-extracting scripts carry, each after a line end: compressed streams, archives, programs. */
const PAYLOADS = [
  '\x1f\x8b\x08',
  'BZh',
  '\xfd7zXZ\0',
  '(\xb5/\xfd',
  '7z\xbc\xaf\x27\x1c',
  'PK\x03\x04',
  '\x7fELF',
  '\x04"M\x18',
].map((magic) => Buffer.from(`\n${magic}`, 'latin1'));
const USTAR = { magic: Buffer.from('ustar'), offset: 257 };

/** Returns whether a file is a script that something packed follows, by its first 64 KiB: its rest is no text. */
export function carriesPayload(head: Uint8Array): boolean {
  if (head[0] !== HASH || head[1] !== BANG) return false;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (PAYLOADS.some((payload) => bytes.includes(payload))) return true;
  const at = bytes.indexOf(USTAR.magic) - USTAR.offset - 1;
  return at > 0 && bytes[at] === 10;
}
