/** One header block of a tar (POSIX.1 pax interchange format; GNU tar, "Basic Tar Format"). */
import type { BytePath } from '../../../model/path.ts';

/** Bytes of a block: headers are one, data is padded to whole ones. */
export const BLOCK = 512;

/** What a header says that a walk needs. */
export type TarHeader = {
  /** The type as a character; '0' also for the NUL of old tars. */
  readonly type: string;
  /** Bytes of data behind the header; undefined where the field holds no number. */
  readonly size: number | undefined;
  /** Whether more blocks with the map of a GNU sparse file follow. */
  readonly isExtended: boolean;
};

/** What the checksum field says, and the sums it may be: of unsigned bytes, or signed as some old tars had it. */
export type TarSum = {
  readonly wanted: number | undefined;
  readonly unsigned: number;
  readonly signed: number;
};

/** Parses a block whose checksum holds; undefined for any other. */
export function parseTarHeader(block: Buffer): TarHeader | undefined {
  if (block.length < BLOCK) return undefined;
  // Nearly every block that is no header ends here, before anything is summed.
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

/** Sums a block, with its checksum field taken as spaces. */
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

/** A numeric field: octal digits, or base 256 with the highest bit set; undefined where it is neither, or negative. */
function numberOf(field: Buffer): number | undefined {
  const first = field[0] ?? 0;
  if (first < 0x80) return octal(field.toString('latin1'));
  if (first !== 0x80) return undefined;
  return field.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
}

/** An empty field is 0, as the headers of some devices and links have it. */
function octal(text: string): number | undefined {
  const digits = /^[ \0]*([0-7]*)(?:[ \0].*)?$/s.exec(text)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits || '0', 8);
}

/** The size that a pax header (its records `LENGTH KEY=VALUE\n`) gives to the next member, or undefined. */
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

/** The name in a header block; in a POSIX one a prefix may stand before it. */
export function nameInHeader(block: Buffer): BytePath {
  const name = longName(block.subarray(0, 100));
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? longName(block.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** A name that ends with the first NUL. */
export function longName(bytes: Buffer): BytePath {
  const [name = ''] = bytes.toString('latin1').split('\0', 1);
  return name;
}

/** The name that a pax header gives to the next member, or undefined. */
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
