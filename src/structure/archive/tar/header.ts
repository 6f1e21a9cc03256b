/** One header block of a tar (POSIX.1 pax interchange format; GNU tar, "Basic Tar Format"). */
import type { BytePath } from '../../../model/path.ts';

/** The size of a block in bytes: a header is one block, data is padded to whole blocks. */
export const BLOCK = 512;

/** The fields of a header that a walk needs. */
export type TarHeader = {
  /** The type flag; '0' also for the NUL of old tars. */
  readonly type: string;
  /** Bytes of data after the header; undefined where the field does not contain a number. */
  readonly size: number | undefined;
  /** Whether more blocks with the map of a GNU sparse file follow. */
  readonly isExtended: boolean;
};

/**
 * The value of the checksum field, and the sums that may match it: of unsigned bytes, or of signed ones as in some old
 * tars.
 */
export type TarSum = {
  readonly wanted: number | undefined;
  readonly unsigned: number;
  readonly signed: number;
};

/** Parses a block whose checksum matches; undefined for any other. */
export function parseTarHeader(block: Buffer): TarHeader | undefined {
  if (block.length < BLOCK) return undefined;
  // Nearly every block that is not a header ends here, before anything is summed.
  if (octal(block.toString('latin1', 148, 156)) === undefined) return undefined;
  const { wanted, unsigned, signed } = sumTarHeader(block);
  if (wanted === undefined || (wanted !== unsigned && wanted !== signed)) return undefined;
  const type = block.toString('latin1', 156, 157);
  return {
    type: type === '\0' ? '0' : type,
    size: numberOf(block.subarray(124, 136)),
    isExtended: type === 'S' && block[482] === 1,
  };
}

/** Sums a block, with its checksum field counted as spaces. */
export function sumTarHeader(block: Buffer): TarSum {
  let unsigned = 0;
  let high = 0;
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0);
    unsigned += byte;
    high += byte >> 7;
  }
  return { wanted: octal(block.toString('latin1', 148, 156)), unsigned, signed: unsigned - 256 * high };
}

/**
 * Parses a numeric field: octal digits, or base 256 with the highest bit set; undefined where it is neither, or
 * negative.
 */
function numberOf(field: Buffer): number | undefined {
  const first = field[0] ?? 0;
  if (first < 0x80) return octal(field.toString('latin1'));
  if (first !== 0x80) return undefined;
  return field.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
}

/** Parses octal digits; an empty field is 0, as in the headers of some devices and links. */
export function octal(text: string): number | undefined {
  const digits = /^[ \0]*([0-7]*)(?:[ \0].*)?$/s.exec(text)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits || '0', 8);
}

/** Returns the size that a pax header (its records `LENGTH KEY=VALUE\n`) gives to the next member, or undefined. */
export function paxSize(records: Buffer): number | undefined {
  let size: number | undefined;
  for (let at = 0; at < records.length; ) {
    const length = Number.parseInt(records.toString('latin1', at, at + 12), 10);
    if (!(length > 3)) return size;
    const found = /^\d+ size=(\d+)\n$/.exec(records.toString('latin1', at, Math.min(at + length, at + 64)));
    if (found !== null) size = Number(found[1]);
    at += length;
  }
  return size;
}

/** Returns the name in a header block; in a POSIX block a prefix may precede it. */
export function nameInHeader(block: Buffer): BytePath {
  const name = longName(block.subarray(0, 100));
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? longName(block.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Returns a name that ends at the first NUL. */
export function longName(bytes: Buffer): BytePath {
  const [name = ''] = bytes.toString('latin1').split('\0', 1);
  return name;
}

/** Returns the name that a pax header gives to the next member, or undefined. */
export function paxName(records: Buffer): BytePath | undefined {
  let name: BytePath | undefined;
  for (let at = 0; at < records.length; ) {
    const length = Number.parseInt(records.toString('latin1', at, at + 12), 10);
    if (!(length > 3)) return name;
    const found = /^\d+ path=(.*)\n$/s.exec(records.toString('latin1', at, at + length));
    name = found?.[1] ?? name;
    at += length;
  }
  return name;
}
