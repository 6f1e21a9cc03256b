/**
 * The data types of the SSH protocol (RFC 4251, section 5). Only the one encoding that a value may have is read, so that no
 * changed byte of a signature or a key means the same as before.
 */

/** Something is not what its format demands. */
export class Malformed extends Error {}

/** Reads values one after the other; every one throws `Malformed` where there is none. */
export type WireReader = {
  uint32(): number;
  byte(): number;
  /** The bytes of a string. */
  string(): Buffer;
  /** A string as text, one character a byte. */
  text(): string;
  /** A positive number, big-endian, without leading zeros. */
  mpint(): Buffer;
  /** So many bytes. */
  raw(length: number): Buffer;
  /** The bytes that are left. */
  rest(): Buffer;
  /** Throws where anything is left. */
  end(): void;
};

/** Starts to read bytes. */
export function readWire(bytes: Buffer): WireReader {
  let at = 0;
  const raw = (length: number): Buffer => {
    if (length > bytes.length - at) throw new Malformed('it ends early');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const uint32 = (): number => raw(4).readUInt32BE();
  const string = (): Buffer => raw(uint32());
  return {
    uint32,
    byte: () => raw(1).readUInt8(),
    string,
    text: () => string().toString('latin1'),
    mpint: () => withoutSign(string()),
    raw,
    rest: () => raw(bytes.length - at),
    end() {
      if (at < bytes.length) throw new Malformed('more follows after its end');
    },
  };
}

function withoutSign(bytes: Buffer): Buffer {
  const [first = 0, second = 0] = bytes;
  const isMinimal = first > 0 || (bytes.length > 1 && second >= 0x80);
  if (bytes.length === 0 || first >= 0x80 || !isMinimal)
    throw new Malformed('a number is not written as it must be');
  return first === 0 ? bytes.subarray(1) : bytes;
}

/** Formats strings, each as its length and its bytes. */
export function wireStrings(...values: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    values.flatMap((value) => {
      const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
      return [wireUint32(bytes.length), bytes];
    }),
  );
}

/** Formats a number of 32 bits. */
export function wireUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Returns a positive number as the bytes of an mpint, without its length. */
export function wireNumber(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = bytes.subarray(start < 0 ? bytes.length : start);
  return (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits;
}

/** Decodes base64 that is written as an encoder writes it. */
export function strictBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== text)
    throw new Malformed('its base64 is not what an encoder writes');
  return bytes;
}
